/**
 * Whether a ready list answers the question that was asked: its ticket, its part, its comune, its period or its ids.
 * Invariant: pure; what an answer does not say is not held against it, and what it says of another question is never taken.
 */
import { idCanonico } from '../../anpr/id-operazione.js';
import type { EsitoVerifica, VoceElenco } from '../../soap/client/servizi.js';
import type { Pratica } from './risposta.js';

type Pronta = Extract<EsitoVerifica, { esito: 'PRONTA' }>;

/** Dates at a change of the hour have come with the wrong offset (G41); anything more is another period. */
const TOLLERANZA_MS = 3_600_000;

const vicini = (a: string, b: string): boolean => Math.abs(Date.parse(a) - Date.parse(b)) <= TOLLERANZA_MS;

/** Why an answer belongs to another question; undefined where it does not say so. */
export function estranea(esito: Pronta, { r, f }: Pratica, codici: readonly string[]): string | undefined {
  const { ticket, comune, periodo, identificativi } = esito.domanda ?? {};
  if (ticket !== undefined && r.ticket !== null && ticket !== idCanonico(r.ticket)) return 'ALTRO_TICKET';
  if (esito.progressivo !== r.progressivo) return 'ALTRA_PARTE';
  if (comune !== undefined && !codici.includes(comune)) return 'ALTRO_COMUNE';
  const { idVoce } = r;
  if (idVoce === null)
    return periodo !== undefined && !(vicini(periodo.dal, f.dal) && vicini(periodo.al, f.al))
      ? 'ALTRO_PERIODO'
      : undefined;
  const suo = identificativi === undefined || (identificativi.da === idVoce && identificativi.a === idVoce);
  return suo ? undefined : 'ALTRI_ID';
}

/** The items that were asked for, and the ids of those that were not: of a question about one notification only that one. */
export function richieste(
  voci: readonly VoceElenco[],
  { r }: Pratica,
): { readonly chieste: readonly VoceElenco[]; readonly altre: readonly string[] } {
  const { idVoce } = r;
  if (idVoce === null) return { chieste: voci, altre: [] };
  const chieste = voci.filter((v) => v.idOperazioneANPR.trim() === idVoce);
  return { chieste, altre: voci.filter((v) => !chieste.includes(v)).map((v) => v.idOperazioneANPR.slice(0, 64)) };
}

/** The bench of the services: a town with its year, an archive of everything, a clock that the test moves. */
import { type Disturbi, disturba } from '../../../src/simulatore/flusso.js';
import {
  apriArchivio,
  apriServizi,
  archivia,
  clientDiretto,
  type ImpostazioniServizi,
  type ServiziANPR,
} from '../../../src/simulatore/servizi/index.js';
import type { ClientANPR, RichiestaElenco, VoceElenco } from '../../../src/soap/client/servizi.js';
import { OGGI, type Paese, vivi } from '../paese.js';

export interface Banco extends Paese {
  readonly servizi: ServiziANPR;
  readonly client: ClientANPR;
  /** A number never used before. */
  numero(): string;
  /** Moves ANPR's clock forward by so many minutes. */
  passano(minuti: number): void;
  adesso(): string;
}

/** Opens the services of a small town on the evening of the last day. */
export function apriBanco(
  i: Partial<ImpostazioniServizi> = {},
  { abitanti = 300, ...disturbi }: Omit<Disturbi, 'seed'> & { abitanti?: number } = {},
): Banco {
  const paese = vivi({ abitanti });
  const archivio = apriArchivio(paese.comune);
  archivia(archivio, disturba(paese.storia, { seed: 'banco', ...disturbi }).generate);
  let ora = Date.parse(`${OGGI}T20:00:00Z`);
  const servizi = apriServizi(archivio, { now: () => new Date(ora), impostazioni: i });
  let n = 0;
  return {
    ...paese,
    servizi,
    client: clientDiretto(servizi),
    numero: () => String(1000 + n++),
    passano: (minuti) => {
      ora += minuti * 60_000;
    },
    adesso: () => new Date(ora).toISOString(),
  };
}

/** So many days before the bench's now. */
export function giorniFa(b: Banco, giorni: number): string {
  return new Date(Date.parse(b.adesso()) - giorni * 86_400_000).toISOString();
}

export function richiesta(b: Banco, altro: Partial<RichiestaElenco> = {}): RichiestaElenco {
  return {
    idOperazioneComune: b.numero(),
    tipo: null,
    statoLavorazione: '9',
    dettaglio: 'RISPOSTA',
    periodo: { dal: giorniFa(b, 30), al: b.adesso() },
    ...altro,
  };
}

/** Asks, waits as long as it takes, and fetches every part. */
export async function leggiTutto(b: Banco, r: RichiestaElenco, client = b.client): Promise<VoceElenco[]> {
  const chiesta = await client.elenco(r);
  if (chiesta.esito === 'VUOTA') return [];
  b.passano(24 * 60);
  const voci: VoceElenco[] = [];
  for (let progressivo = 1; ; progressivo++) {
    const v = await client.verifica({ idOperazioneComune: b.numero(), ticket: chiesta.ticket, progressivo });
    if (v.esito === 'VUOTA') return voci;
    if (v.esito !== 'PRONTA') throw new Error(`not ready: ${v.esito}`);
    voci.push(...v.voci);
    if (progressivo >= v.progressivi) return voci;
  }
}

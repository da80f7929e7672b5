/**
 * `allinea importa`: notifications and answers that somebody saved, into the inbox; the daemon applies them.
 * Invariant: every document is told: what it was recognised as, and stored, known or refused with what to do.
 */

import type { Log } from '../../log.js';
import { printable } from '../../printable.js';
import { FORME } from '../../soap/riconosci.js';
import { LIMITI_XML } from '../../soap/xml.js';
import { registraAzione } from '../../store/audit.js';
import { createInbox } from '../../store/inbox.js';
import { readKeystores } from '../../work/chiavi.js';
import { codiciDi } from '../../work/enti.js';
import { type Documento, type EnteImporta, importa, type VoceImportata } from '../../work/importa.js';
import { type LettureIsolate, openLetture } from '../../work/letture-isolate.js';
import { type Ambiente, ESITO, type Esito, type Impostazioni, type OpzioniComuni } from './ambiente.js';
import { comando, type Registra } from './comando.js';
import { enteScelto, OPZIONE_COMUNE } from './enti.js';
import { conDatabase, esegui } from './esegui.js';
import { type Fonte, FonteRifiutata, leggiTutto, type Scartata } from './fonti/fonte.js';
import { filesDi, fontiDi } from './fonti/percorsi.js';
import { conto, numero, tabella } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly comune?: string;
  readonly tutte?: boolean;
}

/** Refusals on the terminal; `--json` has them all. */
const RIGHE = 50;
/** Few entries are all told, one by one. */
const POCHE = 20;

function entiDi({ enti, keystorePassword }: Impostazioni): EnteImporta[] {
  return enti.map((e) => ({
    codiceIstat: e.codiceIstat,
    codici: codiciDi(e),
    keystores: readKeystores(e, keystorePassword).keystores,
  }));
}

/** Files of strangers are looked at in threads that can be ended: one of them costs none of the others. */
function lettureDi(enti: readonly EnteImporta[], log: Log): LettureIsolate {
  const perCodice = new Map(enti.map((e) => [e.codiceIstat, e.keystores]));
  const keystores = (codice: string) => perCodice.get(codice) ?? [];
  return openLetture({ enti: [...perCodice.keys()], keystores, log });
}

async function letto(fonte: Fonte | Scartata): Promise<Documento> {
  if (!('apri' in fonte)) return fonte;
  try {
    return { dove: fonte.dove, byte: await leggiTutto(fonte, LIMITI_XML.maxByte) };
  } catch (e) {
    if (e instanceof FonteRifiutata) return { dove: fonte.dove, motivo: e.motivo, perche: e.perche };
    throw e;
  }
}

async function* documenti(files: readonly string[]): AsyncGenerator<Documento> {
  for await (const fonte of fontiDi(files)) yield letto(fonte);
}

const enteDetto = (di: Impostazioni, codice: string | undefined): string | undefined =>
  codice === undefined ? undefined : enteScelto(di, codice).codiceIstat;

async function importaFiles(ambiente: Ambiente, o: Opzioni, percorsi: readonly string[]): Promise<Esito> {
  const files = filesDi(percorsi);
  return conDatabase(ambiente, o, async ({ impostazioni, db }) => {
    const { attore, now } = ambiente;
    const ente = enteDetto(impostazioni, o.comune);
    const voci: VoceImportata[] = [];
    const detta = (v: VoceImportata): void => void voci.push(v);
    const enti = entiDi(impostazioni);
    const letture = lettureDi(enti, ambiente.log);
    const { riconosci } = letture;
    await importa(createInbox(db), documenti(files), { enti, ente, now, detta, riconosci }).finally(letture.close);
    const conto = conta(voci);
    const azione = { attore, azione: 'importa', oggetto: `ente:${ente ?? ''}`, dettaglio: JSON.stringify(conto) };
    await db.transaction((tx) => registraAzione(tx, { ...azione, quando: now().toISOString() }));
    const code = conto.rifiutate > 0 || voci.length === 0 ? ESITO.TROVATO : ESITO.OK;
    return { code, text: testoEsito(voci, conto, o.tutte === true), data: { ...conto, voci } };
  });
}

interface Conto {
  readonly nuove: number;
  readonly giaNote: number;
  /** Known with other bytes: both are kept, an anomalia is open. */
  readonly discordi: number;
  readonly rifiutate: number;
}

function conta(voci: readonly VoceImportata[]): Conto {
  const quante = (esito: VoceImportata['esito']): number => voci.filter((v) => v.esito === esito).length;
  return {
    nuove: quante('nuova'),
    giaNote: quante('duplicata'),
    discordi: quante('conflitto'),
    rifiutate: quante('rifiutata'),
  };
}

const ESITI: Readonly<Record<VoceImportata['esito'], string>> = {
  nuova: 'in coda',
  duplicata: 'già nota',
  conflitto: 'già nota, con altro contenuto',
  rifiutata: 'RIFIUTATA',
};

const doveDi = (v: VoceImportata): string =>
  printable(v.posizione === undefined ? v.dove : `${v.dove}, voce ${v.posizione}`);

function riga(v: VoceImportata): string[] {
  const cosa = [v.forma === undefined ? '' : FORME[v.forma], v.tipoNotifica ?? ''].filter((t) => t !== '').join(' ');
  return [doveDi(v), cosa, v.idOperazioneANPR ?? '', ESITI[v.esito]];
}

function testoEsito(voci: readonly VoceImportata[], c: Conto, tutte: boolean): string {
  if (voci.length === 0) return 'Nessun file da importare.';
  const elenco =
    tutte || voci.length <= POCHE ? [tabella([['DOVE', 'CHE COSA', 'ID', 'ESITO'], ...voci.map(riga)])] : [];
  const no = voci.filter((v) => v.esito === 'rifiutata');
  const rifiuti = no.slice(0, tutte ? undefined : RIGHE).map((v) => `  ${doveDi(v)}: ${v.perche}`);
  const altre = no.length - rifiuti.length;
  return [
    ...elenco,
    `${numero(c.nuove)} in coda, ${conto(c.giaNote, 'già nota', 'già note')}, ${conto(c.rifiutate, 'rifiutata', 'rifiutate')}: ciò che è in coda lo applica il demone.`,
    ...(c.discordi > 0
      ? [`${numero(c.discordi)} già note con altro contenuto: conservate tutte e due (allinea anomalie).`]
      : []),
    ...(no.length > 0 ? ['Non importate:', ...rifiuti] : []),
    ...(altre > 0 ? [`  … e altre ${numero(altre)}: «--tutte» o «--json».`] : []),
  ].join('\n');
}

export const registraImporta: Registra = (programma, ambiente, finito) => {
  comando(programma, 'importa', 'mette in coda notifiche e risposte salvate a mano (file, cartelle, gzip, zip)')
    .argument(
      '<file...>',
      'buste, contenuti, risposte, elenchi 4005, contenuti cifrati: .xml, .gz, .zip, .p7m o cartelle',
    )
    .option(OPZIONE_COMUNE, 'di quale ente sono quelli che non lo dicono')
    .option('--tutte', 'elenca ogni voce')
    .action(async (percorsi: string[], opzioni: Opzioni) =>
      finito(await esegui(ambiente, opzioni, () => importaFiles(ambiente, opzioni, percorsi))),
    );
};

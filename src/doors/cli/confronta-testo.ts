/**
 * What `allinea confronta` says: a report for the terminal, and a CSV with the values.
 * Invariant: without `--valori` no value of anybody; a CSV holds values and nobody but whoever runs the command can read it.
 */
import { printable } from '../../printable.js';
import { senzaCodiceFiscale } from '../../work/cambi.js';
import type { CampoDiverso, Confrontato, EsitoConfronto } from '../../work/confronto/confronta.js';
import { rigaCsv, testataCsv } from './csv.js';
import { apriRiservato } from './file-riservato.js';
import { conto, numero } from './testo.js';

/** What a run of the command counted. */
export interface Conto {
  guardati: number;
  rifiutati: number;
  inviate: number;
  anomalie: number;
  trascurate: number;
  /** Files that could not be read to the end. */
  illeggibili: number;
  readonly perEsito: Record<EsitoConfronto, number>;
}

export const contoVuoto = (): Conto => ({
  guardati: 0,
  rifiutati: 0,
  inviate: 0,
  anomalie: 0,
  trascurate: 0,
  illeggibili: 0,
  perEsito: { UGUALE: 0, DIVERSO: 0, SCONOSCIUTO_QUI: 0, ASSENTE_IN_ANPR: 0 },
});

const ESITI: Readonly<Record<EsitoConfronto, string>> = {
  UGUALE: 'uguale',
  DIVERSO: 'diversa',
  SCONOSCIUTO_QUI: 'iscritta in ANPR, qui non c’è',
  ASSENTE_IN_ANPR: 'iscritta qui, ANPR non la trova',
};

const nomeCampo = (c: CampoDiverso): string => (c.campo === '' ? `${c.tabella} (riga)` : `${c.tabella}.${c.campo}`);

/** One person or family: which columns, and with `valori` what they hold here and there. */
export function testoConfrontato(c: Confrontato, valori: boolean): string {
  const testa = `  ${valori ? c.oggetto : senzaCodiceFiscale(c.oggetto)}: ${ESITI[c.esito]}`;
  if (c.campi.length === 0) return testa;
  if (!valori) return `${testa} in ${[...new Set(c.campi.map(nomeCampo))].join(', ')}`;
  return [
    testa,
    ...c.campi.map((x) => printable(`      ${nomeCampo(x)}: qui ${x.qui ?? '-'}, ANPR ${x.anpr ?? '-'}`)),
  ].join('\n');
}

/** The last lines: how many were compared, and what was done. */
export function testoConto(k: Conto, applica: boolean): string[] {
  const { DIVERSO, SCONOSCIUTO_QUI, ASSENTE_IN_ANPR } = k.perEsito;
  const trovate = DIVERSO + SCONOSCIUTO_QUI + ASSENTE_IN_ANPR;
  const prima = `${conto(k.guardati, 'persona confrontata', 'persone confrontate')}: ${
    trovate === 0
      ? 'nessuna differenza.'
      : `${conto(DIVERSO, 'diversa', 'diverse')}, ${conto(SCONOSCIUTO_QUI, 'che qui manca', 'che qui mancano')}, ${numero(ASSENTE_IN_ANPR)} che ANPR non trova.`
  }`;
  return [
    ...(k.guardati === 0 ? [] : [prima]),
    ...(k.trascurate > 0
      ? [
          `${conto(k.trascurate, 'riga del file non si legge o non nomina', 'righe del file non si leggono o non nominano')} nessuno.`,
        ]
      : []),
    ...(k.rifiutati > 0 ? [`${conto(k.rifiutati, 'persona', 'persone')} di cui ANPR ha rifiutato la scheda.`] : []),
    ...(applica
      ? [
          `${conto(k.inviate, 'risposta messa in coda (il demone la applica)', 'risposte messe in coda (il demone le applica)')}, ${conto(k.anomalie, 'anomalia nuova', 'anomalie nuove')}.`,
        ]
      : trovate > 0
        ? ['Non è stato cambiato nulla: con --applica le risposte di ANPR vanno in coda e il demone le applica.']
        : []),
  ];
}

/** The same without values, for `--json`. */
export function datiConfrontato(c: Confrontato, valori: boolean): unknown {
  const campi = c.campi.map(({ tabella, riga, campo, qui, anpr }) => ({
    tabella,
    riga: valori ? riga : senzaCodiceFiscale(riga),
    campo,
    ...(valori && { qui, anpr }),
  }));
  return { oggetto: valori ? c.oggetto : senzaCodiceFiscale(c.oggetto), esito: c.esito, campi };
}

const TITOLI = ['soggetto', 'esito', 'tabella', 'riga', 'campo', 'qui', 'anpr'];

/** A CSV that grows line by line. */
export interface Foglio {
  scrivi(c: Confrontato): Promise<void>;
  chiudi(): Promise<void>;
}

/** Opens the CSV. */
export async function apriFoglio(file: string): Promise<Foglio> {
  const uscita = await apriRiservato(file);
  await uscita.write(testataCsv(TITOLI));
  return {
    scrivi: async ({ oggetto, esito, campi }) => {
      const righe = campi.map((c) => rigaCsv([oggetto, esito, c.tabella, c.riga, c.campo, c.qui, c.anpr]));
      await uscita.write(righe.length > 0 ? righe.join('') : rigaCsv([oggetto, esito, '', '', '', '', '']));
    },
    chiudi: () => uscita.close(),
  };
}

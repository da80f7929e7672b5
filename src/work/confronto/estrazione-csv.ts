/**
 * An extraction as a CSV. ANPR publishes no layout for it: columns are known by their names, those of ANPR's schemas or of the
 * municipal layout (docs/carico.md), in any order; whatever column is not there is not compared.
 * Invariant: pure but for the reading; a line is taken whole or told with its number, never with a value.
 */
import { type Giorno, giornoScritto } from '../../anpr/giorni.js';
import type { DatiSoggetto } from '../../anpr/soggetto.js';
import { codiceFiscale, senzaVuoti, senzaZeri } from '../../anpr/valori.js';
import { NotificaError } from '../../errors.js';
import { type Codifica, leggiRighe } from '../carica-righe.js';
import { type Voce, voceDiEstrazione } from './sorgente.js';

/** Names without case and separators → what they hold. */
const COLONNE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    idschedasoggettoanpr: 'scheda',
    idschedaanpr: 'scheda',
    idanpr: 'idANPR',
    codicefiscale: 'cf',
    codfiscale: 'cf',
    cf: 'cf',
    validitacf: 'validitaCF',
    cognome: 'cognome',
    nome: 'nome',
    sesso: 'sesso',
    datanascita: 'nascita',
    statocivile: 'statoCivile',
    cittadinanza: 'cittadinanza',
    codicestato: 'cittadinanza',
    idfamigliaconvivenzaanpr: 'famiglia',
    idfamigliaanpr: 'famiglia',
    tiposcheda: 'tipoScheda',
    codicelegame: 'legame',
    datadecesso: 'decesso',
  }),
);
const IDENTIFICATIVE = ['scheda', 'idANPR', 'cf'];

const normale = (nome: string): string => nome.toLowerCase().replace(/[^a-z0-9]/g, '');

/** What was not taken of the file: columns that are not compared, lines that name nobody or are not lines. */
export interface Trascurati {
  readonly colonne: (nomi: readonly string[]) => void;
  readonly riga: (riga: number, perche: string) => void;
  /** A date of that line is none: the line is compared without it. */
  readonly data?: (riga: number) => void;
}

/**
 * The people of the file.
 * @param momento instant of the extraction, ISO-8601 UTC
 * @throws NotificaError CONTENUTO_SCONOSCIUTO when no column of the heading identifies anybody
 */
export async function* vociDiCsv(
  pezzi: AsyncIterable<Uint8Array>,
  { momento, codifica, trascurati }: { momento: string; codifica: Codifica; trascurati: Trascurati },
): AsyncGenerator<Voce> {
  let colonne: readonly (string | undefined)[] | undefined;
  for await (const registrazione of leggiRighe(pezzi, codifica)) {
    if ('errore' in registrazione) trascurati.riga(registrazione.riga, registrazione.errore);
    else if (colonne === undefined) colonne = leggiTestata(registrazione.campi, trascurati);
    else {
      const dati = persona(registrazione.campi, colonne, () => trascurati.data?.(registrazione.riga));
      const voce = voceDiEstrazione(dati, momento);
      if (voce.fatti.length > 0) yield voce;
      else trascurati.riga(registrazione.riga, 'almeno un identificativo valido');
    }
  }
}

function leggiTestata(campi: readonly string[], trascurati: Trascurati): readonly (string | undefined)[] {
  const colonne = campi.map((c) => COLONNE.get(normale(c)));
  if (!colonne.some((c) => c !== undefined && IDENTIFICATIVE.includes(c)))
    throw new NotificaError(
      'CONTENUTO_SCONOSCIUTO',
      'la prima riga non nomina alcuna colonna con idSchedaSoggettoANPR, idANPR o codiceFiscale',
    );
  trascurati.colonne(campi.filter((_, i) => colonne[i] === undefined));
  return colonne;
}

const numero = (id: string | undefined): string | undefined => (id === undefined ? undefined : senzaZeri(id));

function persona(
  campi: readonly string[],
  colonne: readonly (string | undefined)[],
  senzaData: () => void,
): DatiSoggetto {
  const data = (scritta: string | undefined): Giorno | undefined => {
    const letta = scritta === undefined ? undefined : giornoScritto(scritta);
    if (scritta !== undefined && letta === undefined) senzaData();
    return letta;
  };
  const leggi = (nome: string): string | undefined => campi[colonne.indexOf(nome)] || undefined;
  const tipoScheda = leggi('tipoScheda');
  const famiglia = numero(leggi('famiglia'));
  const legame = leggi('legame');
  const generalita = senzaVuoti({
    cognome: leggi('cognome'),
    nome: leggi('nome'),
    sesso: leggi('sesso')?.toUpperCase(),
    dataNascita: data(leggi('nascita')),
  });
  // Without its kind a family card cannot be told from a convivenza.
  const conFamiglia = famiglia !== undefined && tipoScheda !== undefined;
  return senzaVuoti({
    identificativi: senzaVuoti({
      idSchedaSoggettoANPR: numero(leggi('scheda')),
      idANPR: leggi('idANPR'),
      codiceFiscale: codiceFiscale(leggi('cf')),
      validitaCF: leggi('validitaCF'),
    }),
    generalita: Object.keys(generalita).length === 0 ? undefined : generalita,
    statoCivile: leggi('statoCivile'),
    cittadinanze: leggi('cittadinanza')
      ?.split(/[ ,]+/)
      .map((codiceStato) => ({ codiceStato })),
    famigliaConvivenza: conFamiglia ? { idFamigliaConvivenzaANPR: famiglia, tipoScheda } : undefined,
    legameSoggetto: conFamiglia && legame !== undefined ? { tipoLegame: tipoScheda, codiceLegame: legame } : undefined,
    dataDecesso: data(leggi('decesso')),
  }) as DatiSoggetto;
}

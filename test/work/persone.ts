/** A few invented people and what ANPR says of them, for tests that tell a story. */
import { carattereControllo } from '../../src/anpr/codice-fiscale.js';
import type { DatiSoggetto, Indirizzo } from '../../src/anpr/soggetto.js';
import { type Contenuto, cambioResidenza, risposta } from './contenuti.js';

export const CODICE = '999001';

export const via = (civico: number, codiceIstat = CODICE): Indirizzo => ({
  codiceIstat,
  nomeComune: 'VALFINTA',
  specie: 'VIA',
  toponimo: 'ROMA',
  civico: String(civico),
});

/** What to say of the person with this number beside being called so. */
export interface Persona {
  readonly nascita?: string;
  readonly famiglia?: string;
  readonly legame?: string;
  readonly civico?: number;
  readonly dal?: string;
  readonly cognome?: string;
  /** ISTAT code of the comune of residence and of the family card. */
  readonly codice?: string;
}

const codice = (primi15: string): string => primi15 + carattereControllo(primi15);

/** Identifiers and name of the n-th person. */
export function chi(n: number, { nascita = '1980-01-01', cognome = `COGNOME${n}` }: Persona = {}): DatiSoggetto {
  return {
    identificativi: {
      idSchedaSoggettoANPR: String(100_000 + n),
      idANPR: `AA${String(n).padStart(5, '0')}AA`,
      codiceFiscale: codice(`XXXYYY80A01H${String(n).padStart(3, '0')}`),
      validitaCF: '1',
    },
    generalita: { cognome, nome: 'NOME', sesso: 'F', dataNascita: nascita },
  };
}

/** The n-th person with citizenship, home, family and tie. */
export function residente(n: number, p: Persona = {}): DatiSoggetto {
  const { famiglia = String(500_000 + n), legame = '1', civico = n, dal = '2020-01-01', codice = CODICE } = p;
  return {
    ...chi(n, p),
    cittadinanze: [{ codiceStato: '100' }],
    residenze: [{ tipoIndirizzo: '1', indirizzo: via(civico, codice), dataDecorrenzaResidenza: dal }],
    famigliaConvivenza: {
      idFamigliaConvivenzaANPR: famiglia,
      idFamigliaConvivenzaComuneIstat: codice,
      tipoScheda: '3',
    },
    legameSoggetto: { tipoLegame: '3', codiceLegame: legame, dataDecorrenza: dal },
  };
}

const testata = (operazione: string, id: number, decorrenza: string) => ({
  operazione,
  idOperazioneANPR: String(4_310_000_000 + id),
  momento: `${decorrenza}T08:00:00.000Z`,
  decorrenza,
});

/** An NRIS of operation `id` (the larger the later) about these people. */
export const nris = (
  operazione: string,
  id: number,
  persone: readonly DatiSoggetto[],
  giorno = '2026-01-10',
): Contenuto => risposta(testata(operazione, id, giorno), persone);

/** N010, N014, N015. */
export const n01 = (tipo: string, id: number, persona: DatiSoggetto, giorno: string): Contenuto =>
  cambioResidenza(testata(tipo, id, giorno), persona);

/** First registration of these people, by immigration. */
export const immigrati = (id: number, persone: readonly DatiSoggetto[], giorno = '2020-01-01'): Contenuto =>
  nris(
    '1002',
    id,
    persone.map((p) => ({ ...p, datiIscrizione: { dataIscrizione: giorno, motivoIscrizione: '4' } })),
    giorno,
  );

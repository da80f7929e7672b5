/**
 * The short form in which a case writes who is known before: one inhabitant as a clerk would say it, read as the scheda
 * of an initial load. Invariant: what the short form does not say, the scheda does not say.
 */
import type { Fatto } from '../../src/anpr/fatto.js';
import type { DatiSoggetto, Indirizzo } from '../../src/anpr/soggetto.js';

/** The invented comune of every case. */
export const VALFINTA = { codiceIstat: '999001', nomeComune: 'VALFINTA', siglaProvincia: 'VF', cap: '99001' } as const;

/** One inhabitant in `prima.json`. Dates `YYYY-MM-DD`. */
export interface Abitante {
  readonly chi: {
    readonly scheda: string;
    readonly cognome: string;
    readonly nome: string;
    readonly sesso: string;
    readonly cf: string;
    readonly idANPR: string;
  };
  /** Birth: day, place, ISTAT code of the comune (6 digits) or of the state (3). */
  readonly nascita: { readonly il: string; readonly a: string; readonly codice: string };
  /** State codes; Italy where absent. */
  readonly cittadinanze?: readonly string[];
  /** In our APR, at an address of Valfinta (`VIA ROMA 12`). */
  readonly residente?: { readonly dal: string; readonly indirizzo: string; readonly indirizzoDal?: string };
  /** In our AIRE, in Paris (`RUE DE LYON 5`). */
  readonly aire?: { readonly dal: string; readonly indirizzo: string };
  readonly famiglia?: { readonly id: string; readonly legame: string; readonly dal: string; readonly tipo?: string };
  /** Section of the general list, or the right to vote without a list. */
  readonly elettore?: { readonly sezione?: string; readonly sezioneUE?: string };
}

/** `VIA DEI MILLE 3` in its parts. */
function strada(testo: string): Pick<Indirizzo, 'specie' | 'toponimo' | 'civico'> {
  const parole = testo.split(' ');
  return { specie: parole[0]!, toponimo: parole.slice(1, -1).join(' '), civico: parole.at(-1)! };
}

function residenza({ residente, aire }: Abitante): Pick<DatiSoggetto, 'residenze'> {
  if (residente !== undefined) {
    const indirizzo = { ...VALFINTA, ...strada(residente.indirizzo) };
    const dal = residente.indirizzoDal ?? residente.dal;
    return { residenze: [{ tipoIndirizzo: '1', indirizzo, dataDecorrenzaResidenza: dal }] };
  }
  if (aire === undefined) return {};
  const parole = aire.indirizzo.split(' ');
  const indirizzo = {
    toponimo: parole.slice(0, -1).join(' '),
    civico: parole.at(-1)!,
    cap: '75012',
    localitaEstera: 'PARIGI',
    descrizioneStato: 'FRANCIA',
    codiceStato: '215',
    codiceConsolato: '3012501',
  };
  return { residenze: [{ tipoIndirizzo: '4', indirizzo, dataDecorrenzaResidenza: aire.dal }] };
}

function famiglia({ famiglia: f }: Abitante): Pick<DatiSoggetto, 'famigliaConvivenza' | 'legameSoggetto'> {
  if (f === undefined) return {};
  const tipo = f.tipo ?? '3';
  return {
    famigliaConvivenza: {
      idFamigliaConvivenzaANPR: f.id,
      idFamigliaConvivenzaComuneIstat: VALFINTA.codiceIstat,
      tipoScheda: tipo,
    },
    legameSoggetto: { tipoLegame: tipo, codiceLegame: f.legame, dataDecorrenza: f.dal },
  };
}

function liste({ elettore }: Abitante): Pick<DatiSoggetto, 'liste'> {
  if (elettore === undefined) return {};
  const { codiceIstat } = VALFINTA;
  return {
    liste: {
      elettore: 'S',
      ...(elettore.sezione !== undefined && { generale: { codiceIstat, sezione: elettore.sezione } }),
      ...(elettore.sezioneUE !== undefined && { aggiuntaUEComunali: { codiceIstat, sezione: elettore.sezioneUE } }),
    },
  };
}

/** The inhabitant as a fact of the initial load; `n` orders the schede, all before every notification of the case. */
export function schedaDi(abitante: Abitante, n: number): Fatto {
  const { chi, nascita } = abitante;
  const iscritto = abitante.residente?.dal ?? abitante.aire?.dal;
  return {
    tipo: 'SCHEDA',
    operazione: '3002',
    idOperazioneANPR: String(4_400_000_001 + n),
    momento: '2025-12-31T06:00:00.000Z',
    idNotificaANPR: String(4_400_000_001 + n),
    dati: {
      identificativi: {
        idSchedaSoggettoANPR: chi.scheda,
        idANPR: chi.idANPR,
        codiceFiscale: chi.cf,
        validitaCF: '1',
      },
      generalita: {
        cognome: chi.cognome,
        nome: chi.nome,
        sesso: chi.sesso,
        dataNascita: nascita.il,
        precisioneNascita: 'GIORNO',
        luogoNascita: nascita.a,
        ...(nascita.codice.length === 6 ? { comuneNascita: nascita.codice } : { statoNascita: nascita.codice }),
      },
      cittadinanze: (abitante.cittadinanze ?? ['100']).map((codiceStato) => ({ codiceStato })),
      ...residenza(abitante),
      ...famiglia(abitante),
      ...(iscritto !== undefined && { datiIscrizione: { dataIscrizione: iscritto } }),
      ...liste(abitante),
    },
  };
}

/**
 * Are the places valid on their days (modello-dati G.1 "birthplace part", G.4 Q15 and Q16, G.5): comuni against the historic
 * archive, states against the table of ANPR, the place in a codice fiscale against the place of birth.
 * Invariant: pure, and on the side of the data: ANPR itself relaxed these checks, so what could be right is not doubted.
 * Without the archive only the form of a code is looked at. No sentence holds a date or a name.
 */
import { leggiCodiceFiscale } from '../anpr/codice-fiscale.js';
import type { Fatto } from '../anpr/fatto.js';
import { primoDellAnno, primoDelMese, ultimoDellAnno, ultimoDelMese } from '../anpr/giorni.js';
import { belfioreDelloStato, belfioreDiOggi, statoAmmesso, type UsoStato } from '../anpr/stati-esteri.js';
import type { ArchivioComuni, Giorni } from './comuni-storici.js';
import { giornoNoto } from './decorrenza.js';
import type { Riga } from './righe.js';
import type { Contesto, Segnalazione, StatoSoggetto } from './stato.js';

/** ISTAT code of a comune: province and comune, three digits each, both from 001 (G.5). */
const CODICE_COMUNE = /^(?!000)\d{3}(?!000)\d{3}$/;

/** A code somewhere in what is known of a person; `giorni` null where no day goes with it. */
interface Luogo {
  /** What it is the place of, for the office. */
  readonly che: string;
  readonly codice: string | undefined;
  readonly giorni: Giorni | null;
}

interface Persona {
  readonly anagrafe: Riga;
  readonly stato: StatoSoggetto | undefined;
  readonly fatti: readonly Fatto[];
}

/** What the places of a person fail: Q14, Q15, Q16, each once, with the first reason found. */
export function incoerenzeLuoghi(p: Persona, contesto: Contesto): Segnalazione[] {
  const { stato } = p;
  if (stato === undefined) return [];
  const trovate: Segnalazione[] = [];
  const segnala = (regola: string, dettaglio: string | undefined): void => {
    if (dettaglio !== undefined) trovate.push({ regola, idOperazioneANPR: null, dettaglio });
  };
  segnala(
    'Q15',
    primo(comuniDi(p, stato, contesto), (l) => difettoComune(l, contesto)),
  );
  segnala('Q16', difettoStati(p, stato));
  if (!luogoCoerente(p.anagrafe, stato, contesto.comuni))
    segnala('Q14', 'il luogo nel codice fiscale non è quello di nascita');
  return trovate;
}

function primo<T>(cose: Iterable<T>, difetto: (cosa: T) => string | undefined): string | undefined {
  for (const cosa of cose) {
    const trovato = difetto(cosa);
    if (trovato !== undefined) return trovato;
  }
  return undefined;
}

/** Nothing about our own codes: an address keeps the code it was written with, before a merger or after it. */
function difettoComune({ che, codice, giorni }: Luogo, { codici, comuni }: Contesto): string | undefined {
  if (codice === undefined || codici.has(codice)) return undefined;
  if (!CODICE_COMUNE.test(codice)) return `${che}: ${codice} non è un codice di comune`;
  if (comuni === undefined) return undefined;
  if (!comuni.conosce(codice))
    return successivo(giorni, comuni) ? undefined : `${che}: il comune ${codice} non è nell’archivio dei comuni`;
  if (giorni === null || comuni.esisteva(codice, giorni)) return undefined;
  return `${che}: il comune ${codice} non esisteva a quella data`;
}

/** After its last update the archive does not know what was made. */
const successivo = (giorni: Giorni | null, { aggiornatoAl }: ArchivioComuni): boolean =>
  giorni !== null && aggiornatoAl !== null && giorni.fino > aggiornatoAl;

const giornoSolo = (giorno: string): Giorni => ({ dal: giorno, fino: giorno });

/** From a day until now; nothing where it is not known. A message written later may use the code of its own day. */
const daAllora = (dal: string | null | undefined, oggi: string): Giorni | null =>
  dal === null || dal === undefined ? null : { dal, fino: dal > oggi ? dal : oggi };

function* comuniDi({ fatti }: Persona, stato: StatoSoggetto, { oggi }: Contesto): Generator<Luogo> {
  yield { che: 'nascita', codice: stato.generalita.comuneNascita, giorni: giorniNascita(stato) };
  for (const p of stato.posizioni) {
    if (p.stato === 'CANCELLATO') {
      yield { che: 'destinazione', codice: p.destinazione?.codiceIstat, giorni: daAllora(p.dal, oggi) };
      continue;
    }
    for (const r of p.residenze) {
      const { codiceIstat } = r.valore.indirizzo;
      yield { che: 'residenza', codice: codiceIstat, giorni: daAllora(r.dal, r.al ?? oggi) };
    }
  }
  for (const d of (stato.domicili ?? []).flatMap((tipo) => tipo.periodi))
    yield { che: 'recapito', codice: d.valore.codiceIstat, giorni: daAllora(d.dal, d.al ?? oggi) };
  for (const fatto of fatti)
    yield {
      che: 'provenienza',
      codice: fatto.dati.provenienza?.codiceIstat,
      giorni: daAllora(fatto.decorrenza, giornoNoto(fatto) ?? oggi),
    };
  const { generale, aggiuntaUEComunali, aggiuntaUEParlamento, aggiuntaComReg } = stato.liste ?? {};
  for (const lista of [generale, aggiuntaUEComunali, aggiuntaUEParlamento, aggiuntaComReg])
    yield { che: 'lista elettorale', codice: lista?.codiceIstat, giorni: null };
}

/**
 * The last land that became Italian did in 1924, and the archive begins where Italy did: of who was born before, it cannot
 * say that the comune was not there.
 */
const ANNESSIONI = '1925-01-01';

/** Every day on which the person may have been born, as far as the date is known (G.2). */
function giorniNascita({ generalita }: StatoSoggetto): Giorni | null {
  const { dataNascita, precisioneNascita = 'GIORNO' } = generalita;
  if (dataNascita === undefined || dataNascita < ANNESSIONI) return null;
  switch (precisioneNascita) {
    case 'GIORNO':
      return giornoSolo(dataNascita);
    case 'MESE':
      return { dal: primoDelMese(dataNascita), fino: ultimoDelMese(dataNascita) };
    case 'ANNO':
      return { dal: primoDellAnno(dataNascita), fino: ultimoDellAnno(dataNascita) };
    default:
      return precisioneNascita satisfies never;
  }
}

/** The last time a state came apart (Sudan): for who was born before, a code of no state of today may be right. */
const ULTIMA_DIVISIONE = '2011-07-09';

function difettoStati({ anagrafe }: Persona, stato: StatoSoggetto): string | undefined {
  const { statoNascita, dataNascita } = stato.generalita;
  const prima = dataNascita === undefined || dataNascita < ULTIMA_DIVISIONE;
  const nascita = difettoStato('nascita', statoNascita, 'NASCITA');
  if (nascita !== undefined && !(prima && statoAmmesso(statoNascita!, 'NASCITA') === undefined)) return nascita;
  const cittadinanza = primo(stato.cittadinanze ?? [], (c) =>
    difettoStato('cittadinanza', c.codiceStato, 'CITTADINANZA'),
  );
  if (cittadinanza !== undefined || anagrafe.registro === null) return cittadinanza;
  const aperta = stato.posizioni.at(-1);
  return primo(aperta?.stato === 'ISCRITTO' ? aperta.residenze : [], (r) =>
    r.al === null ? difettoStato('residenza', r.valore.indirizzo.codiceStato, 'RESIDENZA') : undefined,
  );
}

function difettoStato(che: string, codice: string | undefined, uso: UsoStato): string | undefined {
  if (codice === undefined) return undefined;
  const ammesso = statoAmmesso(codice, uso);
  if (ammesso === undefined) return `${che}: lo stato ${codice} non è nella tabella degli stati esteri`;
  return ammesso ? undefined : `${che}: lo stato ${codice} non è ammesso per questo uso`;
}

/** Validity `1`: the Agenzia delle Entrate has validated it, and wins over what we compute (G.1). */
const VALIDATO = '1';

/** Treaty of Paris, in force: until then the comuni of Istria, Fiume and Zara were Italian. */
const COMUNI_CEDUTI = '1947-09-16';

/** The place in the codice fiscale is one that the place of birth ever had; true where nothing can be told. */
function luogoCoerente(riga: Riga, stato: StatoSoggetto, comuni: ArchivioComuni | undefined): boolean {
  if (riga.validita_cf === VALIDATO || typeof riga.codice_fiscale !== 'string') return true;
  const luogo = leggiCodiceFiscale(riga.codice_fiscale)?.codiceLuogo;
  const { comuneNascita, statoNascita, dataNascita } = stato.generalita;
  if (luogo === undefined) return true;
  if (comuneNascita !== undefined) return luogoDiComune(luogo, comuneNascita, comuni);
  const belfiore = statoNascita === undefined ? undefined : belfioreDelloStato(statoNascita);
  if (belfiore === undefined || belfiore === luogo) return true;
  // Another state of today is wrong; the code of one that is no more may be right, and so may a comune that was Italian.
  if (luogo.startsWith('Z')) return !belfioreDiOggi(luogo);
  return dataNascita === undefined || dataNascita < COMUNI_CEDUTI;
}

function luogoDiComune(luogo: string, comune: string, comuni: ArchivioComuni | undefined): boolean {
  const belfiori = comuni?.belfioriDi(comune);
  if (belfiori === undefined || belfiori.size === 0 || belfiori.has(luogo)) return true;
  return luogo.startsWith('Z') && (comuni!.finito(comune) ?? '9') <= COMUNI_CEDUTI;
}

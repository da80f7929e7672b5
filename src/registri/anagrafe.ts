/**
 * The anagrafe rows of one person, derived from the folded state and the day.
 * Invariant: pure; the same state and day give the same rows, whatever was stored before.
 */
import { annoDi, type Giorno, giornoDi, meseDi, piuAnni, ultimoDellAnno, ultimoDelMese } from '../anpr/giorni.js';
import { formatIndirizzo } from '../anpr/indirizzo.js';
import type { Generalita, PrecisioneData, ProvenienzaDestinazione } from '../anpr/soggetto.js';
import { colonneCoabitazione } from './casa.js';
import { fineCompiti } from './compiti.js';
import { giorniSeparazione } from './compiti-casa.js';
import { procedimentoDal } from './domicili.js';
import { digitaleIl } from './domicilio-digitale.js';
import { entro, inVigore, minimaFine, type Periodo, vuoto } from './periodi.js';
import { permessoScadutoDal } from './permesso.js';
import { fineDi, posizioneIl } from './posizioni.js';
import type { Riga } from './righe.js';
import type { Appartenenza, Contesto, Dimora, Iscritto, Posizione, StatoSoggetto } from './stato.js';

/** Where the person stands today, with the pieces the registers need. */
export interface Situazione {
  readonly posizione: Posizione | undefined;
  /** Address in force, or the last one known for somebody who is no longer here. */
  readonly dimora: Periodo<Dimora> | undefined;
  readonly appartenenza: Periodo<Appartenenza> | undefined;
}

/** Reads the stack of positions on the given day. */
export function situazione(stato: StatoSoggetto, oggi: string): Situazione {
  const posizione = posizioneIl(stato.posizioni, oggi);
  if (posizione?.stato === 'ISCRITTO') {
    return {
      posizione,
      dimora: inVigore(posizione.residenze, oggi),
      appartenenza: inVigore(posizione.appartenenze, oggi),
    };
  }
  const i = posizione === undefined ? -1 : stato.posizioni.lastIndexOf(posizione);
  const ultimaQui = stato.posizioni.slice(0, Math.max(i, 0)).findLast((p): p is Iscritto => p.stato === 'ISCRITTO');
  return { posizione, dimora: ultimaQui?.residenze.at(-1), appartenenza: undefined };
}

/** One row of `anagrafe`; null for somebody of whom nothing is held. */
export function rigaAnagrafe(soggetto: string, stato: StatoSoggetto, contesto: Contesto): Riga | null {
  if (stato.posizioni.length === 0 && stato.listeViste.length === 0) return null;
  const { identificativi: id, generalita: g } = stato;
  const { posizione, dimora, appartenenza } = situazione(stato, contesto.oggi);
  const famiglia = appartenenza?.valore;
  return {
    soggetto,
    id_scheda_anpr: id.idSchedaSoggettoANPR ?? null,
    id_anpr: id.idANPR ?? null,
    codice_fiscale: id.codiceFiscale ?? null,
    validita_cf: id.validitaCF ?? null,
    ...colonneGeneralita(g),
    cittadinanze: stato.cittadinanze === undefined ? null : codiciCittadinanza(stato).join(' '),
    stato_civile: stato.statoCivile ?? null,
    ...colonnePosizione(posizione),
    id_famiglia_anpr: famiglia?.idFamiglia ?? null,
    tipo_scheda: famiglia?.tipoScheda ?? null,
    codice_legame: famiglia?.codiceLegame ?? null,
    in_famiglia_dal: appartenenza?.dal ?? null,
    indirizzo: dimora === undefined ? null : formatIndirizzo(dimora.valore.indirizzo),
    indirizzo_dal: dimora?.dal ?? null,
    domicilio_digitale: digitaleIl(stato, contesto.oggi)?.valore ?? null,
    senza_fissa_dimora: posizione?.stato === 'ISCRITTO' ? siNo(dimora?.valore.senzaFissaDimora) : null,
    permesso_tipo: stato.permessoSoggiorno?.tipoSoggiorno ?? null,
    permesso_scadenza: stato.permessoSoggiorno?.dataScadenza ?? null,
    procedimento_dal: procedimentoDal(stato),
    ...colonneCoabitazione(stato, { posizione, dimora, appartenenza }),
    senza_voto: stato.senzaVoto === true ? 'S' : null,
    ricalcola_il: prossimoGiorno(stato, contesto.oggi),
  };
}

function colonneGeneralita(g: Generalita): Riga {
  return {
    cognome: g.cognome ?? null,
    nome: g.nome ?? null,
    sesso: g.sesso ?? null,
    data_nascita: g.dataNascita ?? null,
    precisione_nascita: g.dataNascita === undefined ? null : (g.precisioneNascita ?? 'GIORNO'),
    luogo_nascita: g.luogoNascita ?? null,
    comune_nascita: g.comuneNascita ?? null,
    stato_nascita: g.statoNascita ?? null,
  };
}

function colonnePosizione(p: Posizione | undefined): Riga {
  const iscritto = p?.stato === 'ISCRITTO' ? p : undefined;
  const cancellato = p?.stato === 'CANCELLATO' ? p : undefined;
  return {
    registro: iscritto?.registro ?? null,
    registro_dal: iscritto?.dal ?? null,
    cancellato_dal: cancellato?.dal ?? null,
    motivo_cancellazione: cancellato?.motivo ?? null,
    destinazione: cancellato?.destinazione === undefined ? null : testoLuogo(cancellato.destinazione),
    data_decesso: cancellato?.decesso === true ? cancellato.dal : null,
  };
}

function testoLuogo(d: ProvenienzaDestinazione): string | null {
  const provincia = d.siglaProvincia === undefined ? '' : ` (${d.siglaProvincia})`;
  const nome = d.nomeComune === undefined ? d.descrizione : `${d.nomeComune}${provincia}`;
  return nome?.toUpperCase() ?? d.codiceIstat ?? d.codiceStato ?? null;
}

/** State codes of the citizenships held, sorted: `100` is Italia. */
export function codiciCittadinanza(stato: StatoSoggetto): string[] {
  return [...new Set((stato.cittadinanze ?? []).map((c) => c.codiceStato))].sort();
}

/** Periods of registration, one row per position that lasted at least a day. */
export function righePosizioni(soggetto: string, stato: StatoSoggetto): Riga[] {
  const righe: Riga[] = [];
  for (const [i, p] of stato.posizioni.entries()) {
    if (p.stato !== 'ISCRITTO') continue;
    const al = fineDi(stato.posizioni, i);
    if (vuoto(p.dal, al)) continue;
    const fine = stato.posizioni[i + 1];
    righe.push({
      soggetto,
      progressivo: i,
      registro: p.registro,
      dal: p.dal,
      al,
      motivo_iscrizione: p.motivo ?? null,
      motivo_cancellazione: fine?.stato === 'CANCELLATO' ? (fine.motivo ?? null) : null,
    });
  }
  return righe;
}

/** Periods of residence up to today, one row per address; `dal` empty = since ever. What is still to begin or to end is not seen. */
export function righeResidenze(soggetto: string, stato: StatoSoggetto, { oggi }: Contesto): Riga[] {
  const cominciati = periodiIscritti(stato, (p) => p.residenze).filter(({ dal }) => entro(dal, oggi));
  return cominciati.map(({ dal, al, valore }) => {
    const { indirizzo: i, tipoIndirizzo } = valore;
    return {
      soggetto,
      dal: dal ?? '',
      tipo_indirizzo: tipoIndirizzo,
      al: al === null || entro(al, oggi) ? al : null,
      indirizzo: formatIndirizzo(i),
      codice_istat: i.codiceIstat ?? null,
      cap: i.cap ?? null,
      specie: i.specie ?? null,
      toponimo: i.toponimo ?? null,
      civico: i.civico ?? null,
      esponente: [i.lettera, i.esponente].filter((p) => p !== undefined).join('/') || null,
      interno: i.interno ?? null,
      codice_stato: i.codiceStato ?? null,
      codice_consolato: i.codiceConsolato ?? null,
      senza_fissa_dimora: siNo(valore.senzaFissaDimora),
      gia_detto: valore.giaDetto?.join('\n') ?? null,
    };
  });
}

/** Periods of membership in a family or convivenza. */
export function righeAppartenenze(soggetto: string, stato: StatoSoggetto): Riga[] {
  return periodiIscritti(stato, (p) => p.appartenenze).map(({ dal, al, valore }) => ({
    soggetto,
    id_famiglia_anpr: valore.idFamiglia,
    dal: dal ?? '',
    al,
    tipo_scheda: valore.tipoScheda,
    tipo_legame: valore.tipoLegame,
    codice_legame: valore.codiceLegame,
  }));
}

/** The periods laid on every position, each cut where the position ends. */
function periodiIscritti<T>(stato: StatoSoggetto, scegli: (p: Iscritto) => readonly Periodo<T>[]): Periodo<T>[] {
  const tutti: Periodo<T>[] = [];
  for (const [i, p] of stato.posizioni.entries()) {
    if (p.stato !== 'ISCRITTO') continue;
    const fine = fineDi(stato.posizioni, i);
    for (const periodo of scegli(p)) {
      const al = minimaFine(periodo.al, fine);
      if (!vuoto(periodo.dal, al)) tutti.push({ ...periodo, al });
    }
  }
  return tutti;
}

/** S, N, or not said. */
function siNo(detto: boolean | undefined): 'S' | 'N' | null {
  if (detto === undefined) return null;
  return detto ? 'S' : 'N';
}

// ── what the calendar changes ───────────────────────────────────────────────────────────────────────────────────────

const MAGGIORE_ETA = 18;

/** Last possible day of birth plus eighteen years: from that day the person is certainly of age (G.2, partial dates). */
export const maggiorenneDal = (g: Generalita): Giorno | undefined =>
  g.dataNascita === undefined ? undefined : piuAnni(ultimoPossibile(g.dataNascita, g.precisioneNascita), MAGGIORE_ETA);

function ultimoPossibile(dataNascita: string, precisione: PrecisioneData = 'GIORNO'): string {
  switch (precisione) {
    case 'ANNO':
      return ultimoDellAnno(dataNascita);
    case 'MESE':
      return ultimoDelMese(dataNascita);
    case 'GIORNO':
      return dataNascita;
    default:
      return precisione satisfies never;
  }
}

/**
 * First day of the preparatory list of who comes of age on this day: 1 February for July to December, 1 August of the year
 * before for January to June (D.P.R. 223/1967 art. 7).
 */
export function listaPreparatoriaDal(maggiorenne: string): Giorno {
  const anno = annoDi(maggiorenne);
  return meseDi(maggiorenne) < 7 ? giornoDi(anno - 1, 8, 1) : giornoDi(anno, 2, 1);
}

/** The same of a person; undefined without a complete birth date: those are looked at by a person (E.9). */
export function inListaDal(g: Generalita): Giorno | undefined {
  const maggiorenne = (g.precisioneNascita ?? 'GIORNO') === 'GIORNO' ? maggiorenneDal(g) : undefined;
  return maggiorenne === undefined ? undefined : listaPreparatoriaDal(maggiorenne);
}

/** The next day on which the calendar alone changes a row of this person. */
function prossimoGiorno(stato: StatoSoggetto, oggi: string): string | null {
  const giorni = [
    maggiorenneDal(stato.generalita) ?? null,
    inListaDal(stato.generalita) ?? null,
    fineCompiti(posizioneIl(stato.posizioni, oggi)),
    stato.liste?.doppia?.dataCancellazioneLista ?? null,
    permessoScadutoDal(stato),
    ...giorniSeparazione(stato),
    ...(stato.domicili ?? []).flatMap((d) => d.periodi.map((p) => p.dal)),
    ...(stato.domicilioDigitale ?? []).map((p) => p.dal),
    stato.altrove?.dal ?? null,
  ];
  for (const p of stato.posizioni) {
    giorni.push(p.dal);
    if (p.stato === 'ISCRITTO') for (const periodo of [...p.residenze, ...p.appartenenze]) giorni.push(periodo.dal);
  }
  const futuri = giorni.filter((g): g is string => g !== null && !entro(g, oggi)).sort();
  return futuri[0] ?? null;
}

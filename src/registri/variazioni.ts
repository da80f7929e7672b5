/**
 * Variazioni: what changed in the rows an office sees, recorded when it became known.
 * Law: variazioni add up — those of an office that are neither respinte nor stornate lead, field by field, from the rows
 * it first saw to the rows it sees now.
 */
import { maggiorenneDal } from './anagrafe.js';
import type { Riga, Variazione } from './righe.js';

/** The rows of one person before and after one application. */
export interface VistaSoggetto {
  readonly anagrafe: Riga | undefined;
  readonly contribuente: Riga | undefined;
  readonly elettori: readonly Riga[];
  /** Its `motivo_iscrizione` says why the person is registered here; null when the person is not. */
  readonly posizione?: Riga | undefined;
}

/** One value an office sees. */
interface Campo {
  readonly ufficio: Variazione['ufficio'];
  readonly oggetto: string;
  readonly campo: string;
  readonly ambito: string;
  readonly tipo: string;
  readonly motivo: string | null;
  readonly valore: string | null;
  readonly decorrenza: string | null;
  /** Not worth a variazione when the row appears: the name of a new contribuente is not a change of name. */
  readonly soloSeCera: boolean;
}

type Campi = ReadonlyMap<string, Campo>;

const testo = (v: unknown): string | null => (v === null || v === undefined || v === '' ? null : String(v));
const unito = (...parti: unknown[]): string | null =>
  testo(
    parti
      .map(testo)
      .filter((p) => p !== null)
      .join(' '),
  );

/** The fields of a person as tributi and elettorale see them. */
function campiSoggetto(soggetto: string, vista: VistaSoggetto): Campi {
  const campi = new Map<string, Campo>();
  const aggiungi = (c: Campo): void => void campi.set(`${c.oggetto}/${c.campo}`, c);
  for (const c of campiContribuente(soggetto, vista)) aggiungi(c);
  for (const riga of vista.elettori) for (const c of campiElettore(soggetto, riga, vista)) aggiungi(c);
  return campi;
}

function campiContribuente(soggetto: string, { anagrafe: a, contribuente: c }: VistaSoggetto): Campo[] {
  if (c === undefined) return [];
  const base = { ufficio: 'TRIBUTI', oggetto: `C:${soggetto}`, motivo: null } as const;
  const dal = testo(c.condizione_dal);
  const residente = c.condizione === 'RESIDENTE';
  const indirizzoDal = residente || c.condizione === 'AIRE' ? testo(a?.indirizzo_dal) : dal;
  const campo = (nome: string, resto: Pick<Campo, 'ambito' | 'tipo' | 'valore' | 'decorrenza'>): Campo => ({
    ...base,
    ...resto,
    campo: nome,
    soloSeCera: nome === 'generalita',
  });
  const nome = unito(a?.cognome, a?.nome, a?.codice_fiscale);
  const abitazione = residente ? testo(a?.indirizzo) : null;
  return [
    campo('condizione', { ambito: 'SOGGETTO', tipo: 'CONDIZIONE', valore: testo(c.condizione), decorrenza: dal }),
    campo('generalita', { ambito: 'SOGGETTO', tipo: 'GENERALITA', valore: nome, decorrenza: null }),
    campo('recapito', { ambito: 'RECAPITO', tipo: 'INDIRIZZO', valore: testo(c.recapito), decorrenza: indirizzoDal }),
    campo('abitazione', {
      ambito: 'IMU',
      tipo: 'ABITAZIONE_PRINCIPALE',
      valore: abitazione,
      decorrenza: residente ? testo(a?.indirizzo_dal) : dal,
    }),
  ];
}

/** Officially on the list: the section may have to change. */
const IN_LISTA = new Set<string | null>(['ISCRITTO', 'DA_CANCELLARE']);

function campiElettore(soggetto: string, riga: Riga, vista: VistaSoggetto): Campo[] {
  const a = vista.anagrafe;
  const base = {
    ufficio: 'ELETTORALE',
    oggetto: `E:${soggetto}|${String(riga.lista)}`,
    ambito: String(riga.lista),
    motivo: testo(riga.motivo),
  } as const;
  const stato = testo(riga.stato);
  const tipo = stato === 'DA_CANCELLARE' || stato === 'CANCELLATO' ? 'CANCELLAZIONE' : 'ISCRIZIONE';
  // Not the codice fiscale: lists are kept by the card (E.6).
  const nome = unito(a?.cognome, a?.nome, a?.sesso, a?.data_nascita);
  const motivo = stato === 'DA_ISCRIVERE' ? motivoIscrizione(riga, vista) : base.motivo;
  const campi: Campo[] = [
    { ...base, motivo, campo: 'stato', tipo, valore: stato, decorrenza: testo(riga.dal), soloSeCera: false },
    { ...base, campo: 'generalita', tipo: 'CAMBIO_GENERALITA', valore: nome, decorrenza: null, soloSeCera: true },
    {
      ...base,
      campo: 'sezione',
      tipo: 'CAMBIO_SEZIONE',
      valore: testo(riga.sezione),
      decorrenza: null,
      soloSeCera: true,
    },
  ];
  if (IN_LISTA.has(stato)) {
    const [valore, decorrenza] = [testo(riga.indirizzo), testo(riga.indirizzo_dal)];
    campi.push({ ...base, campo: 'indirizzo', tipo: 'CAMBIO_SEZIONE', valore, decorrenza, soloSeCera: true });
  }
  return campi;
}

/** Registration motives (tables 7, 19) of those no other comune has to cancel from its lists; the others are transfers. */
const TITOLO_NUOVO: Readonly<Record<string, string>> = {
  '2': 'RICOMPARSA',
  '4': 'ESTERO',
  '5': 'RICOMPARSA',
  C01: 'AIRE',
  C02: 'AIRE',
  C04: 'RICOMPARSA',
  C05: 'CITTADINANZA',
  C06: 'AIRE',
  C07: 'CITTADINANZA',
};

/** What gave the title to be registered, which decides the round: the last of age, registration here, citizenship. */
function motivoIscrizione(riga: Riga, { anagrafe: a, posizione, elettori }: VistaSoggetto): string | null {
  const dal = testo(riga.dal);
  const dataNascita = testo(a?.data_nascita);
  if (dataNascita !== null && dal === maggiorenneDal({ dataNascita })) return 'ETA';
  // Whoever is on an added list leaves it first: ANPR refuses an Italian there (EN565).
  if (elettori.some((e) => String(e.lista).startsWith('AGGIUNTA_UE') && IN_LISTA.has(testo(e.stato))))
    return 'CITTADINANZA_UE';
  if (dal !== null && dal !== a?.registro_dal) return 'CITTADINANZA';
  return TITOLO_NUOVO[String(posizione?.motivo_iscrizione)] ?? 'IMMIGRAZIONE';
}

function campiNucleo(idFamiglia: string, nucleo: Riga | undefined): Campi {
  if (nucleo === undefined) return new Map();
  const base = {
    ufficio: 'TRIBUTI',
    oggetto: `N:${idFamiglia}`,
    ambito: 'TARI',
    motivo: null,
    decorrenza: testo(nucleo.dal),
  } as const;
  const componenti = { ...base, campo: 'componenti', tipo: 'OCCUPANTI', valore: testo(nucleo.componenti) };
  const indirizzo = { ...base, campo: 'indirizzo', tipo: 'INDIRIZZO', valore: testo(nucleo.indirizzo) };
  return new Map([
    ['componenti', { ...componenti, soloSeCera: false }],
    ['indirizzo', { ...indirizzo, soloSeCera: false }],
  ]);
}

/** Which notification the differences come from. */
export interface Causa {
  readonly idOperazioneANPR: string | null;
  /** Effective date used where a field has none of its own. */
  readonly decorrenza: string | null;
}

/** The variazioni of one person. */
export function variazioniSoggetto(
  soggetto: string,
  viste: { readonly prima: VistaSoggetto; readonly dopo: VistaSoggetto },
  causa: Causa,
): Variazione[] {
  const prima = campiSoggetto(soggetto, viste.prima);
  const dopo = campiSoggetto(soggetto, viste.dopo);
  const passaggio = passaggioLista(viste.prima.anagrafe, viste.dopo.anagrafe);
  return confronta(prima, dopo).map((d) => {
    const v = variazione(d, causa, { soggetto, idFamiglia: null });
    return v.tipo === 'CAMBIO_GENERALITA' && passaggio !== null ? { ...v, motivo: passaggio } : v;
  });
}

/** Lists are divided by sex: its change moves the voter from one to the other (D.P.R. 223/1967 art. 5). */
function passaggioLista(prima: Riga | undefined, dopo: Riga | undefined): string | null {
  const [da, a] = [testo(prima?.sesso)?.toUpperCase(), testo(dopo?.sesso)?.toUpperCase()];
  if (da === undefined || a === undefined || da === a) return null;
  return a === 'M' ? 'PASSA_ALLA_LISTA_MASCHILE' : 'PASSA_ALLA_LISTA_FEMMINILE';
}

/** The rows of one nucleo before and after one application. */
export interface VistaNucleo {
  readonly prima: Riga | undefined;
  readonly dopo: Riga | undefined;
  /** The soggetto shown to the office. */
  readonly intestatario: string | null;
  /** Day on which the last one left: a nucleo that ends does so then, one that never was has none. */
  readonly ultimaUscita: string | null;
}

/** The variazioni of one nucleo. */
export function variazioniNucleo(idFamiglia: string, nuclei: VistaNucleo, causa: Causa): Variazione[] {
  const { prima, dopo, ultimaUscita } = nuclei;
  const fine = dopo === undefined ? ultimaUscita : null;
  const finita = prima !== undefined && fine !== null ? { ...prima, dal: fine } : prima;
  const differenze = confronta(campiNucleo(idFamiglia, finita), campiNucleo(idFamiglia, dopo));
  return differenze.map((d) => variazione(d, causa, { soggetto: nuclei.intestatario, idFamiglia }));
}

interface Differenza {
  readonly campo: Campo;
  readonly prima: string | null;
  readonly dopo: string | null;
  readonly rettifica: boolean;
}

function confronta(prima: Campi, dopo: Campi): Differenza[] {
  const differenze: Differenza[] = [];
  for (const chiave of new Set([...prima.keys(), ...dopo.keys()])) {
    const [x, y] = [prima.get(chiave), dopo.get(chiave)];
    const campo = y ?? x!;
    if (campo.soloSeCera && (x === undefined || y === undefined)) continue;
    const [a, b] = [x?.valore ?? null, y?.valore ?? null];
    const rettifica = a === b && (x?.decorrenza !== y?.decorrenza || x?.motivo !== y?.motivo);
    if (a !== b || rettifica) differenze.push({ campo, prima: a, dopo: b, rettifica });
  }
  return differenze;
}

/** Positions that only the official answer of ANPR gives: there is nothing left to propose. */
const UFFICIALE = new Set<string | null>(['ISCRITTO', 'CANCELLATO', null]);

function variazione(
  { campo, prima, dopo, rettifica }: Differenza,
  causa: Causa,
  di: { readonly soggetto: string | null; readonly idFamiglia: string | null },
): Variazione {
  const decisa = campo.campo === 'sezione' || (campo.campo === 'stato' && UFFICIALE.has(dopo));
  return {
    ufficio: campo.ufficio,
    oggetto: campo.oggetto,
    campo: campo.campo,
    ambito: campo.ambito,
    tipo: campo.tipo,
    motivo: campo.tipo === 'ISCRIZIONE' && prima === 'ISCRITTO' ? 'REISCRIZIONE' : campo.motivo,
    soggetto: di.soggetto,
    id_famiglia_anpr: di.idFamiglia,
    valore_prima: prima,
    valore_dopo: dopo,
    decorrenza: campo.decorrenza ?? causa.decorrenza,
    id_operazione_anpr: causa.idOperazioneANPR,
    stato: campo.ufficio === 'TRIBUTI' ? 'DA_LAVORARE' : decisa ? 'APPROVATA' : 'PROPOSTA',
    ...(rettifica && { rettifica }),
  };
}

/**
 * The fields an office sees of a person and of a nucleo: what a variazione is about.
 * Invariant: one field, one name; a field holds only what the rows of that office say, so that equal rows give no difference.
 */
import { voceDi } from '../anpr/tabella.js';
import { maggiorenneDal } from './anagrafe.js';
import type { GiorniNucleo } from './famiglie.js';
import { massimo } from './periodi.js';
import type { Riga, Variazione } from './righe.js';

/** The rows of one person before and after one application. */
export interface VistaSoggetto {
  readonly anagrafe: Riga | undefined;
  readonly contribuente: Riga | undefined;
  readonly elettori: readonly Riga[];
  /** Rows of `tributi_recapiti`. */
  readonly recapiti?: readonly Riga[] | undefined;
  /** Periods of registration here; the `motivo_iscrizione` of the one in force says why the person is registered. */
  readonly posizioni?: readonly Riga[] | undefined;
}

/** One value an office sees. */
export interface Campo {
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

/** Fields by object and name. */
export type Campi = ReadonlyMap<string, Campo>;

/** Empty is null: nothing to see. */
export const testo = (v: unknown): string | null => (v === null || v === undefined || v === '' ? null : String(v));
const unito = (...parti: unknown[]): string | null =>
  testo(
    parti
      .map(testo)
      .filter((p) => p !== null)
      .join(' '),
  );

/** The fields of a person as tributi and elettorale see them. */
export function campiSoggetto(soggetto: string, vista: VistaSoggetto): Campi {
  const campi = new Map<string, Campo>();
  const aggiungi = (c: Campo): void => void campi.set(`${c.oggetto}/${c.campo}`, c);
  for (const c of campiContribuente(soggetto, vista)) aggiungi(c);
  for (const riga of vista.elettori) for (const c of campiElettore(soggetto, riga, vista)) aggiungi(c);
  return campi;
}

function campiContribuente(soggetto: string, vista: VistaSoggetto): Campo[] {
  const { anagrafe: a, contribuente: c, recapiti = [] } = vista;
  if (c === undefined) return [];
  const digitale = recapiti.find((r) => r.tipo === 'DIGITALE');
  const base = { ufficio: 'TRIBUTI', oggetto: `C:${soggetto}`, motivo: null } as const;
  const dal = testo(c.condizione_dal);
  const residente = c.condizione === 'RESIDENTE';
  const campo = (nome: string, resto: Pick<Campo, 'ambito' | 'tipo' | 'valore' | 'decorrenza'>): Campo => ({
    ...base,
    ...resto,
    campo: nome,
    soloSeCera: nome === 'generalita',
  });
  const nome = unito(a?.cognome, a?.nome, a?.codice_fiscale);
  const abitazione = residente && a?.senza_fissa_dimora !== 'S' ? testo(a?.indirizzo) : null;
  return [
    campo('condizione', { ambito: 'SOGGETTO', tipo: 'CONDIZIONE', valore: testo(c.condizione), decorrenza: dal }),
    campo('generalita', { ambito: 'SOGGETTO', tipo: 'GENERALITA', valore: nome, decorrenza: null }),
    campo('recapito', {
      ambito: 'RECAPITO',
      tipo: 'INDIRIZZO',
      valore: testo(c.recapito),
      decorrenza: recapitoDal(vista),
    }),
    campo('digitale', {
      ambito: 'RECAPITO',
      tipo: 'DIGITALE',
      valore: testo(digitale?.indirizzo),
      decorrenza: testo(digitale?.dal),
    }),
    campo('abitazione', {
      ambito: 'IMU',
      tipo: 'ABITAZIONE_PRINCIPALE',
      valore: abitazione,
      decorrenza: residente ? testo(a?.indirizzo_dal) : (uscitaAPR(vista) ?? dal),
    }),
  ];
}

/**
 * Since when a notice goes where it goes: who has no fixed abode is reached at the elected domicile, with a day of its own. The
 * last address known is where it was before somebody died or was no more found; who left has none.
 */
function recapitoDal({ anagrafe: a, contribuente: c, recapiti = [] }: VistaSoggetto): string | null {
  if (c?.condizione === 'NON_RESIDENTE') return testo(c.condizione_dal);
  const eletto = recapiti.find((r) => r.tipo === 'DOMICILIO' && r.indirizzo === c?.recapito);
  return testo((a?.senza_fissa_dimora === 'S' ? eletto?.dal : null) ?? a?.indirizzo_dal);
}

/** Day on which the last registration in APR ended; what came after it (AIRE, a death elsewhere) moves it no more. */
function uscitaAPR({ posizioni = [] }: VistaSoggetto): string | null {
  let uscita: string | null = null;
  for (const p of posizioni) if (p.registro === 'APR') uscita = massimo(uscita, testo(p.al));
  return uscita;
}

/** Officially on the list: the section may have to change. */
const IN_LISTA = new Set<string | null>(['ISCRITTO', 'DA_CANCELLARE']);

function campiElettore(soggetto: string, riga: Riga, vista: VistaSoggetto): Campo[] {
  const a = vista.anagrafe;
  const base = {
    ufficio: 'ELETTORALE',
    oggetto: `E:${soggetto}|${String(riga.lista)}`,
    ambito: String(riga.lista),
    motivo: null,
  } as const;
  const stato = testo(riga.stato);
  const tipo = stato === 'DA_CANCELLARE' || stato === 'CANCELLATO' ? 'CANCELLAZIONE' : 'ISCRIZIONE';
  // Not the codice fiscale: lists are kept by the card (E.6).
  const nome = unito(a?.cognome, a?.nome, a?.sesso, a?.data_nascita);
  const motivo = stato === 'DA_ISCRIVERE' ? motivoIscrizione(riga, vista) : testo(riga.motivo);
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
export function motivoIscrizione(riga: Riga, { anagrafe: a, posizioni, elettori }: VistaSoggetto): string | null {
  if (riga.lista === 'AGGIUNTA_REGIONALE') return 'REQUISITO_RESIDENZA';
  if (String(riga.lista).startsWith('AGGIUNTA_UE')) return 'TRASFERIMENTO_UE';
  const dal = testo(riga.dal);
  const dataNascita = testo(a?.data_nascita);
  if (dataNascita !== null && dal === maggiorenneDal({ dataNascita })) return 'ETA';
  // Whoever is on an added list leaves it first: ANPR refuses an Italian there (EN565).
  if (elettori.some((e) => String(e.lista).startsWith('AGGIUNTA_UE') && IN_LISTA.has(testo(e.stato))))
    return 'CITTADINANZA_UE';
  if (dal !== null && dal !== a?.registro_dal) return 'CITTADINANZA';
  return voceDi(TITOLO_NUOVO, String(posizioneDi(a, posizioni)?.motivo_iscrizione)) ?? 'IMMIGRAZIONE';
}

/** The registration in force: the end of it may be known already, and what begins after that end too. */
function posizioneDi(a: Riga | undefined, posizioni: readonly Riga[] = []): Riga | undefined {
  return posizioni.find((p) => p.registro === a?.registro && testo(p.dal) === testo(a?.registro_dal));
}

/** The fields of a nucleo as tributi see them, each since its own day: who lives there and where change apart. */
export function campiNucleo(
  idFamiglia: string,
  {
    riga,
    giorni,
  }: { readonly riga: Riga | undefined; readonly giorni: Pick<GiorniNucleo, 'componenti' | 'indirizzo'> },
): Campi {
  const base = { ufficio: 'TRIBUTI', oggetto: `N:${idFamiglia}`, ambito: 'TARI', motivo: null } as const;
  const campo = (nome: 'componenti' | 'indirizzo', tipo: string): Campo => ({
    ...base,
    campo: nome,
    tipo,
    valore: testo(riga?.[nome]),
    decorrenza: giorni[nome],
    soloSeCera: false,
  });
  return new Map([
    ['componenti', campo('componenti', 'OCCUPANTI')],
    ['indirizzo', campo('indirizzo', 'INDIRIZZO')],
  ]);
}

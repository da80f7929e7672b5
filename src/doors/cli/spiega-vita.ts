/**
 * `allinea spiega --soggetto`: the life of a person, fact by fact. Without `--valori` only ids, dates, sections and names
 * of columns; with it the values too, and the operator's audit says who looked.
 */
import { descrizione, OPERAZIONI, TIPI_NOTIFICA } from '../../anpr/codici.js';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import { printable } from '../../printable.js';
import { registraAzione } from '../../store/audit.js';
import { type CambioDescritto, descriviCambio, senzaCodiceFiscale } from '../../work/cambi.js';
import { contestoDi } from '../../work/enti.js';
import { inParole } from '../../work/stati-detti.js';
import { type FattoVissuto, type Vita, vitaDi } from '../../work/vita.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { conNome, enteScelto } from './enti.js';
import { conDatabase, UsoError } from './esegui.js';
import { sezioniDette, valoreDetto } from './spiega-parole.js';
import { istante } from './testo.js';

export interface OpzioniVita extends OpzioniComuni {
  readonly valori?: boolean;
  readonly soggetto?: string;
  readonly comune?: string;
}

type Tabella = keyof Vita['righe'];
type Riga = NonNullable<Vita['righe'][Tabella]>[number];

/** Whose a table is, by the first word of its name; what is nobody's own is the anagrafe's. */
const UFFICI = [
  ['Anagrafe', (t: string) => !/^(tributi|elettorale)_/.test(t)],
  ['Tributi', (t: string) => t.startsWith('tributi_')],
  ['Elettorale', (t: string) => t.startsWith('elettorale_')],
] as const;

const NOMI: Readonly<Record<string, string>> = {
  ...TIPI_NOTIFICA,
  '3002': 'Scheda letta in ANPR, o carico iniziale',
  ...Object.fromEntries(Object.entries(OPERAZIONI).map(([codice, o]) => [codice, o.descrizione])),
};

/** `5005 MUTAZIONE: Mutazione di residenza, dal 2026-01-01`. */
function titoloFatto({ operazione, tipo, decorrenza }: FattoVissuto['fatto']): string {
  const nome = Object.hasOwn(NOMI, operazione) ? `: ${descrizione(NOMI, operazione)}` : '';
  return `  ${operazione} ${tipo}${nome}${decorrenza === undefined ? '' : `, dal ${decorrenza}`}`;
}

const VERBI = { NUOVA: 'nuova riga, ', TOLTA: 'tolta la riga, ', CAMBIATA: '' } as const;

function testoColonna({ azione }: CambioDescritto, c: CambioDescritto['colonne'][number]): string {
  if (azione === 'CAMBIATA') return `${c.nome} da ${valoreDetto(c.prima)} a ${valoreDetto(c.dopo)}`;
  return `${c.nome} ${valoreDetto(azione === 'NUOVA' ? c.dopo : c.prima)}`;
}

function testoCambio(c: CambioDescritto, valori: boolean): string {
  const colonne = c.colonne.filter((x) => x.nome !== 'soggetto').map((x) => (valori ? testoColonna(c, x) : x.nome));
  return `      ${c.tabella}: ${VERBI[c.azione]}${colonne.join(', ')}`;
}

function testoFatto(f: FattoVissuto, valori: boolean): string {
  const { fatto } = f;
  const sezioni = Object.keys(fatto.dati).filter((s) => s !== 'identificativi');
  const quando = fatto.momento === undefined ? '' : `, saputo da ANPR il ${istante(fatto.momento)}`;
  const da = `    dalla notifica ${f.notificaId}, operazione ${fatto.idOperazioneANPR ?? '-'}${quando}`;
  const dice = valori
    ? ['    dice', ...sezioniDette(fatto).map((s) => `      ${s}`)]
    : [`    dice ${sezioni.join(', ') || 'nient’altro'}`];
  const cambi = f.cambi.map((c) => testoCambio(descriviCambio(c), valori));
  const cambia = cambi.length === 0 ? [`    ${perche(f)}`] : ['    cambia', ...cambi];
  return [titoloFatto(fatto), da, ...dice, ...cambia].join('\n');
}

function perche({ ripetuto, sospeso }: FattoVissuto): string {
  if (sospeso) return 'nomina anche un’altra persona: in attesa di una decisione (vedere le anomalie)';
  return ripetuto ? 'già detto: non cambia nulla' : 'non cambia nulla';
}

function testoRiga(riga: Riga, valori: boolean): string {
  const piene = Object.entries(riga).filter(([nome, v]) => v !== null && v !== '' && nome !== 'soggetto');
  return piene.map(([nome, v]) => (valori ? `${nome} ${printable(String(v))}` : nome)).join(', ');
}

/** Under a row of an office: why it is so, and since which notification. */
function testoRegola(vita: Vita, tabella: Tabella, riga: Riga): string[] {
  const { chiave } = descriviCambio({ tabella, prima: null, dopo: riga });
  const s = vita.spiegate.find((x) => x.tabella === tabella && x.chiave === chiave);
  if (s === undefined) return [];
  const da = s.notificaId === null ? '' : ` (cambiata per ultima dalla notifica ${s.notificaId}, ${s.operazione})`;
  return [`    perché: ${s.regola}${da}`];
}

function testoUffici(vita: Vita, valori: boolean): string[] {
  const tutte = Object.entries(vita.righe) as [Tabella, readonly Riga[]][];
  return UFFICI.map(([ufficio, sua]) => {
    const sue = tutte.filter(([t]) => sua(t));
    const righe = sue.flatMap(([t, rr]) =>
      rr.flatMap((r) => [`  ${t}: ${testoRiga(r, valori)}`, ...testoRegola(vita, t, r)]),
    );
    return [`${ufficio}:`, ...(righe.length === 0 ? ['  nessuna riga'] : righe)].join('\n');
  });
}

/** Who it is, from the row of the anagrafe. */
function nomeDi({ righe }: Vita): string {
  const [a] = righe.anagrafe ?? [];
  const detti = [a?.cognome, a?.nome, a?.codice_fiscale].filter((x) => x !== null && x !== undefined);
  return detti.length === 0 ? '' : ` — ${printable(detti.join(' '))}`;
}

function testoVita(vita: Vita, valori: boolean): string {
  const chi = valori ? vita.soggetto : senzaCodiceFiscale(vita.soggetto);
  const variazioni = vita.variazioni.map((v) => {
    const cosa = valori ? `: da ${valoreDetto(v.valore_prima)} a ${valoreDetto(v.valore_dopo)}` : '';
    const da = v.notificaId === null ? 'dal calendario' : `dalla notifica ${v.notificaId}`;
    const causa = v.motivo === null ? '' : ` (${v.motivo})`;
    return `  ${v.id} ${inParole(v.stato)} ${v.ufficio} ${v.ambito} ${v.tipo}${causa}${cosa}, dal ${v.decorrenza ?? '-'}, ${da}`;
  });
  const anomalie = vita.anomalie.map((a) => `  ${a.id} ${a.regola} (${a.ufficio}, ${a.gravita}): ${a.descrizione}`);
  return [
    `Soggetto ${chi}${valori ? nomeDi(vita) : ''}${vita.conteso ? ' — identità contesa: vedere le anomalie' : ''}`,
    `Fatti, nell’ordine di ANPR:\n${vita.fatti.map((f) => testoFatto(f, valori)).join('\n')}`,
    ...testoUffici(vita, valori),
    `Variazioni (${vita.daLavorare} da lavorare):\n${variazioni.join('\n') || '  nessuna'}`,
    `Anomalie aperte:\n${anomalie.join('\n') || '  nessuna'}`,
  ].join('\n\n');
}

/** The same life without any value of anybody. */
function senzaValori(vita: Vita): unknown {
  const fatti = vita.fatti.map(({ fatto, cambi, ...resto }) => ({
    ...resto,
    tipo: fatto.tipo,
    operazione: fatto.operazione,
    idOperazioneANPR: fatto.idOperazioneANPR ?? null,
    momento: fatto.momento ?? null,
    decorrenza: fatto.decorrenza ?? null,
    sezioni: Object.keys(fatto.dati),
    cambi: cambi.map(descriviCambio).map((c) => ({ tabella: c.tabella, colonne: c.colonne.map((x) => x.nome) })),
  }));
  const righe = Object.fromEntries(Object.entries(vita.righe).map(([t, r]) => [t, r?.length ?? 0]));
  const variazioni = vita.variazioni.map(({ valore_prima: _p, valore_dopo: _d, oggetto, soggetto, ...v }) => ({
    ...v,
    oggetto: senzaCodiceFiscale(oggetto),
    soggetto: soggetto === null ? null : senzaCodiceFiscale(soggetto),
  }));
  const anomalie = vita.anomalie.map((a) => ({ ...a, oggetto: senzaCodiceFiscale(a.oggetto) }));
  return { ...vita, soggetto: senzaCodiceFiscale(vita.soggetto), fatti, righe, variazioni, anomalie };
}

const NESSUNO =
  'Nessun fatto parla di questo soggetto: controllare come è scritto (vale anche un codice fiscale di prima), o cercarlo per scheda ANPR.';

/** Explains a person; the outcome says how many answer to that name. */
export async function esponiVita(ambiente: Ambiente, o: OpzioniVita, chi: string): Promise<Esito> {
  const valori = o.valori === true;
  if (chi.trim() === '') throw new UsoError('Dopo --soggetto serve un codice fiscale, una scheda ANPR o un idANPR.');
  return conDatabase(ambiente, o, async ({ impostazioni, db }) => {
    const ente = enteScelto(impostazioni, o.comune);
    const contesto = contestoDi(ente, giornoInItalia(ambiente.now()));
    const detto = (esito: Esito): Esito => conNome({ ambiente, impostazioni, opzioni: o }, ente, esito);
    const vite = await vitaDi(db, chi, contesto);
    const quando = ambiente.now().toISOString();
    for (const vita of valori ? vite : []) {
      const oggetto = `soggetto:${senzaCodiceFiscale(vita.soggetto)}`;
      await db.transaction((tx) =>
        registraAzione(tx, { quando, attore: ambiente.attore, azione: 'spiega-valori', oggetto }),
      );
    }
    if (vite.length === 0) return detto({ code: ESITO.TROVATO, text: NESSUNO, data: { errore: 'NON_TROVATO' } });
    const text = vite.map((v) => testoVita(v, valori)).join('\n\n');
    return detto({ code: ESITO.OK, text, data: { vite: valori ? vite : vite.map(senzaValori) } });
  });
}

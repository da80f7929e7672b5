/**
 * `allinea spiega ID`: what a notification says and what it changed, or would change now. Without `--valori` only ids,
 * sections and names of columns; with it the values too, and the operator's audit says who looked.
 */

import type { Fatto } from '../../anpr/fatto.js';
import { giornoInItalia } from '../../anpr/ora-italiana.js';
import { voceDi } from '../../anpr/tabella.js';
import { printable } from '../../printable.js';
import { registraAzione } from '../../store/audit.js';
import { type CambioDescritto, descriviCambio, senzaCodiceFiscale } from '../../work/cambi.js';
import { codiciDi, contestoDi } from '../../work/enti.js';
import { type Spiegazione, spiega } from '../../work/explain.js';
import { inParole } from '../../work/stati-detti.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, interoPositivo, type Registra } from './comando.js';
import { OPZIONE_COMUNE } from './enti.js';
import { conDatabase, esegui, type Sessione, UsoError } from './esegui.js';
import { keystoresPer, nonTrovata } from './mostra.js';
import { statoDetto } from './parole.js';
import { esponiVita, type OpzioniVita } from './spiega-vita.js';

interface Opzioni extends OpzioniComuni {
  readonly valori?: boolean;
}

/** Keys and states that name nobody. */
const INNOCUE = new Set(['id_famiglia_anpr', 'lista', 'progressivo', 'stato', 'condizione', 'registro', 'tipo_scheda']);

const VERBI: Readonly<Record<CambioDescritto['azione'], string>> = {
  NUOVA: 'nuova riga',
  TOLTA: 'tolta riga',
  CAMBIATA: 'cambia',
};

function testoCambio(c: CambioDescritto, valori: boolean): string {
  const nomi = c.colonne.map(({ nome, prima, dopo }) =>
    valori || INNOCUE.has(nome) ? printable(`${nome}: ${prima ?? '-'} → ${dopo ?? '-'}`) : nome,
  );
  return `  ${c.tabella} ${c.chiave}: ${VERBI[c.azione]} (${nomi.join(', ')})`;
}

function testoFatto(f: Fatto, valori: boolean): string {
  const sezioni = Object.keys(f.dati).filter((s) => s !== 'identificativi');
  const chi = f.dati.identificativi.idSchedaSoggettoANPR ?? f.dati.identificativi.idANPR ?? '(senza scheda)';
  const testa = `  ${f.tipo} della scheda ${chi}, decorrenza ${f.decorrenza ?? '-'}`;
  return valori ? `${testa}\n    ${JSON.stringify(f.dati)}` : `${testa}: dice ${sezioni.join(', ') || 'nient’altro'}`;
}

/** Why, and which round takes it by when: codes, no value of anybody. */
function tornata({ motivo, revisione, entroIl }: Spiegazione['variazioni'][number]): string {
  const causa = motivo === null ? '' : `, ${motivo}`;
  return revisione === undefined ? causa : `${causa}, revisione ${revisione} entro il ${entroIl ?? '-'}`;
}

function testoSpiegazione(s: Spiegazione, valori: boolean): string {
  const testa = `Notifica ${s.notifica.id}, ${s.notifica.tipoNotifica}, ${statoDetto(s.notifica.stato)}`;
  if (s.lettura === undefined)
    return `${testa}\nNon si legge: ${s.errore?.messaggio ?? ''}\n${comeLiberarla(s.notifica.motivo)}`;
  const { codice, descrizione, fatti, note, sezioni = [] } = s.lettura;
  const dette = sezioni.map((z) => (z.dati === null ? `${z.numero} (soppressa)` : z.numero)).join(', ');
  const variazioni = s.variazioni.map(
    (v) =>
      `  ${v.ufficio} ${v.ambito} ${v.tipo} (${inParole(v.stato)}), decorrenza ${v.decorrenza ?? '-'}${tornata(v)}`,
  );
  return [
    `${testa}\n${codice}: ${descrizione}`,
    `Dice:\n${fatti.map((f) => testoFatto(f, valori)).join('\n') || '  nulla sulle persone'}`,
    ...(dette === '' ? [] : [`Sezioni elettorali: ${dette}`]),
    ...(note.length === 0 ? [] : [`Note di lettura: ${note.length}`]),
    `${s.applicata ? 'Ha cambiato' : 'Cambierebbe'}:\n${s.cambi.map((c) => testoCambio(descriviCambio(c), valori)).join('\n') || '  nulla'}`,
    ...(variazioni.length === 0 ? [] : [`Variazioni per gli uffici:\n${variazioni.join('\n')}`]),
  ].join('\n\n');
}

const RIMEDI: Readonly<Record<string, string>> = {
  CHIAVE_MANCANTE:
    'Serve il keystore del certificato indicato: metterlo nella cartella dei keystore del comune; si riprova da sola.',
  CONTENUTO_DANNEGGIATO: 'Il contenuto è arrivato rovinato: chiedere ad ANPR di inviarla di nuovo.',
  CONTENUTO_PERICOLOSO:
    'Aprirla ha fermato il programma tre volte: segnalarla con questo ID; «allinea riprova» la prova ancora, per esempio dopo un aggiornamento.',
  CONTENUTO_IN_CHIARO:
    'ANPR cifra ogni notifica: accertare chi l’ha mandata; se è giusta, firma.contenutiCifrati: false e «allinea riprova ID», altrimenti «allinea scarta ID».',
  VALORE_TROPPO_LUNGO:
    'Un valore è più lungo di quanto i registri tengono: correggere la scheda in ANPR, che manda una notifica nuova, poi «allinea scarta ID».',
  TIPO_SCONOSCIUTO: 'Questo tipo non è ancora gestito: aggiornare Allinea, poi «allinea riprova».',
  STATO_LOCALE: 'L’identità della persona è in dubbio: vedere le anomalie aperte, poi «allinea riprova».',
  TENTATIVI_ESAURITI: 'Il guasto era passeggero: si riprova da sola ogni sei ore, o subito con «allinea riprova».',
  ERRORE_INTERNO: 'È un difetto di Allinea: segnalarlo con questo ID e il log; nessun dato è perso.',
};

/** What would free a parked notification, in words for the operator. */
export const comeLiberarla = (motivo: string | null): string =>
  voceDi(RIMEDI, motivo ?? '') ??
  'Correggere la causa, poi «allinea riprova ID»; se non va applicata «allinea scarta ID --motivo …».';

/** The same explanation without any value of a person. */
function senzaValori(s: Spiegazione): unknown {
  const { lettura, cambi, variazioni, ...resto } = s;
  const fatti = lettura?.fatti.map((f) => ({
    tipo: f.tipo,
    operazione: f.operazione,
    idSchedaSoggettoANPR: f.dati.identificativi.idSchedaSoggettoANPR ?? null,
    decorrenza: f.decorrenza ?? null,
    sezioni: Object.keys(f.dati),
  }));
  return {
    ...resto,
    ...(lettura !== undefined && { lettura: { ...lettura, fatti, note: lettura.note.length } }),
    cambi: cambi.map(descriviCambio).map((c) => ({ ...c, colonne: c.colonne.map((x) => x.nome) })),
    variazioni: variazioni.map(({ valore_prima: _p, valore_dopo: _d, oggetto, soggetto, ...v }) => ({
      ...v,
      oggetto: senzaCodiceFiscale(oggetto),
      soggetto: soggetto === null ? null : senzaCodiceFiscale(soggetto),
    })),
  };
}

async function spiegazione(
  { impostazioni, db }: Sessione,
  id: number,
  ambiente: Ambiente,
): Promise<Spiegazione | undefined> {
  const [riga] = await db.transaction((tx) =>
    tx.query<{ cod: string }>('SELECT cod_destinatario AS cod FROM notifiche WHERE id = ?', [id]),
  );
  if (riga === undefined) return undefined;
  const ente = impostazioni.enti.find((e) => codiciDi(e).includes(riga.cod));
  const oggi = giornoInItalia(ambiente.now());
  const diNessuno = { codComune: riga.cod, codici: new Set([riga.cod]), oggi };
  const contesto = ente === undefined ? diNessuno : contestoDi(ente, oggi);
  return spiega(db, id, { keystores: keystoresPer(impostazioni, riga.cod), contesto });
}

async function esponi(ambiente: Ambiente, o: Opzioni, id: number): Promise<Esito> {
  return conDatabase(ambiente, o, async (sessione) => {
    const s = await spiegazione(sessione, id, ambiente);
    if (s === undefined) return nonTrovata(id);
    const valori = o.valori === true;
    const azione = { azione: 'spiega-valori', oggetto: `notifica:${id}`, notificaId: id, attore: ambiente.attore };
    if (valori)
      await sessione.db.transaction((tx) => registraAzione(tx, { ...azione, quando: ambiente.now().toISOString() }));
    const code = s.lettura === undefined ? ESITO.TROVATO : ESITO.OK;
    return { code, text: testoSpiegazione(s, valori), data: valori ? s : senzaValori(s) };
  });
}

async function scelta(ambiente: Ambiente, o: Opzioni & OpzioniVita, id: number | undefined): Promise<Esito> {
  if ((id === undefined) === (o.soggetto === undefined))
    throw new UsoError('Serve l’ID di una notifica, oppure --soggetto con un codice fiscale o una scheda.');
  return id === undefined ? esponiVita(ambiente, o, o.soggetto!) : esponi(ambiente, o, id);
}

export const registraSpiega: Registra = (programma, ambiente, finito) => {
  comando(programma, 'spiega', 'spiega una notifica (che cosa dice e cambia) o la vita di una persona')
    .argument('[id]', 'ID della notifica', interoPositivo)
    .option('--soggetto <chi>', 'codice fiscale, scheda ANPR o idANPR: i fatti, le righe, le variazioni')
    .option(OPZIONE_COMUNE, 'con --soggetto: di quale ente (altrimenti il primo, che viene detto)')
    .option('--valori', 'mostra anche i valori (dati personali: la consultazione è registrata)')
    .action(async (id: number | undefined, opzioni: Opzioni & OpzioniVita) =>
      finito(await esegui(ambiente, opzioni, () => scelta(ambiente, opzioni, id))),
    );
};

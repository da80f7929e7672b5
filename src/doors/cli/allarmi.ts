/** `allinea allarmi`: what is wrong now and since when; `--prova` sends a test message on every channel. */
import { randomUUID } from 'node:crypto';
import { type Allarme, allarmiAperti, allarmiChiusiDal } from '../../store/allarmi.js';
import type { CodiceAllarme } from '../../work/allarmi/cause.js';
import { chiudi } from '../../work/allarmi/chiusura.js';
import { canaliDi, codiceErrore, manda } from '../../work/allarmi/consegna.js';
import { causaDi, type NomiEnti, rimedioDi } from '../../work/allarmi/testo.js';
import { type Ambiente, ESITO, type Esito, type OpzioniComuni } from './ambiente.js';
import { comando, interoPositivo, type Registra } from './comando.js';
import { conDatabase, esegui, impostazioniDi, UsoError } from './esegui.js';
import { fa, istante } from './testo.js';

interface Opzioni extends OpzioniComuni {
  readonly prova?: boolean;
  readonly chiusi?: number;
  readonly chiudi?: number;
  readonly motivo?: string;
}

const UN_GIORNO_MS = 86_400_000;

function testoAllarme(a: Allarme, nomi: NomiEnti, now: Date): string {
  const { titolo } = causaDi(a.codice);
  const chi = a.codComune === '' ? 'installazione' : `${nomi.get(a.codComune) ?? 'comune'} (${a.codComune})`;
  const quando =
    a.chiusoIl === null
      ? `dal ${istante(a.dal)} (${fa(a.dal, now)})`
      : `dal ${istante(a.dal)} al ${istante(a.chiusoIl)}`;
  const fare = a.chiusoIl === null ? `\n  → ${rimedioDi(a)}` : '';
  return `${a.codice}  ${titolo} (n. ${a.id})\n  ${[chi, a.oggetto].filter((t) => t !== '').join(', ')}, ${quando}\n  ${a.dettaglio}${fare}`;
}

async function elenca(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  return conDatabase(ambiente, o, async ({ impostazioni, db }) => {
    const now = ambiente.now();
    const nomi: NomiEnti = new Map(impostazioni.enti.map((e) => [e.codiceIstat, e.nome]));
    const dal = new Date(now.getTime() - (o.chiusi ?? 0) * UN_GIORNO_MS).toISOString();
    const aperti = await db.transaction((tx) => allarmiAperti(tx));
    const chiusi = o.chiusi === undefined ? [] : await db.transaction((tx) => allarmiChiusiDal(tx, dal));
    const parti = aperti.length === 0 ? ['Nessun allarme aperto.'] : aperti.map((a) => testoAllarme(a, nomi, now));
    if (chiusi.length > 0) parti.push('Rientrati:', ...chiusi.map((a) => testoAllarme(a, nomi, now)));
    if (canaliDi(impostazioni.allarmi).length === 0)
      parti.push('Nessuno li riceve: configurare allarmi.email o allarmi.webhook.');
    const code = aperti.length > 0 ? ESITO.TROVATO : ESITO.OK;
    return { code, text: parti.join('\n\n'), data: { aperti, chiusi } };
  });
}

async function chiudiUno(ambiente: Ambiente, o: Opzioni, id: number): Promise<Esito> {
  const { motivo } = o;
  if (motivo === undefined) throw new UsoError('Con --chiudi serve --motivo: resta nel registro degli operatori.');
  return conDatabase(ambiente, o, async ({ db }) => {
    const chiuso = await chiudi(db, { id, motivo, attore: ambiente.attore, now: ambiente.now() });
    if (chiuso === undefined)
      throw new UsoError(`Nessun allarme aperto ha il numero ${id}: «allinea allarmi» li elenca.`);
    const poi =
      chiuso.codice === 'NOTIFICHE_SOSPESE'
        ? 'Si riapre se altre notifiche vengono rifiutate.'
        : 'Se la causa resta, si riapre al prossimo controllo.';
    return { code: ESITO.OK, text: `Chiuso: ${causaDi(chiuso.codice).titolo} (n. ${id}). ${poi}`, data: { chiuso } };
  });
}

function corri(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  if (o.chiudi !== undefined) return chiudiUno(ambiente, o, o.chiudi);
  return o.prova === true ? prova(ambiente, o) : elenca(ambiente, o);
}

/** An alarm that is none, as a real one would be. */
function diProva(codComune: string, now: Date): Allarme {
  const adesso = now.toISOString();
  const codice: CodiceAllarme = 'NOTIFICHE_SOSPESE';
  const dettaglio = 'una notifica (NON_SALVATA): ESEMPIO-1';
  const comune = { id: 0, codComune, codice, oggetto: '', dettaglio };
  return { ...comune, dal: adesso, apertoIl: adesso, vistoIl: adesso, chiusoIl: null };
}

/** Needs no database: the way the messages take is what is tried. */
async function prova(ambiente: Ambiente, o: Opzioni): Promise<Esito> {
  const { allarmi: impostazioni, enti } = impostazioniDi(ambiente, o);
  const nomi: NomiEnti = new Map(enti.map((e) => [e.codiceIstat, e.nome]));
  const canali = canaliDi(impostazioni);
  if (canali.length === 0) {
    const text = 'Nessun canale: configurare allarmi.email o allarmi.webhook.';
    return { code: ESITO.TROVATO, text, data: { canali: [] } };
  }
  const now = ambiente.now();
  const esiti: { canale: string; errore: string | null }[] = [];
  for (const canale of canali) {
    const messaggi = [{ genere: 'PROVA' as const, allarme: diProva(enti[0]?.codiceIstat ?? '', now) }];
    const invio = manda(canale, messaggi, { impostazioni, nomi, now, id: `prova-${randomUUID()}` });
    esiti.push({
      canale,
      errore: await invio.then(
        () => null,
        (e: unknown) => codiceErrore(e) || 'errore',
      ),
    });
  }
  const riga = (e: (typeof esiti)[number]): string =>
    e.errore === null ? `${e.canale}: consegnato` : `${e.canale}: NON consegnato (${e.errore})`;
  const code = esiti.some((e) => e.errore !== null) ? ESITO.TROVATO : ESITO.OK;
  return { code, text: esiti.map(riga).join('\n'), data: { canali: esiti } };
}

export const registraAllarmi: Registra = (programma, ambiente, finito) => {
  comando(programma, 'allarmi', 'ciò che non va adesso, da quando, che cosa fare; esce con 1 se c’è un allarme aperto')
    .option('--chiusi <giorni>', 'anche quelli rientrati negli ultimi giorni', interoPositivo)
    .option('--prova', 'manda per posta e webhook un messaggio di prova, come sarebbe un allarme vero')
    .option('--chiudi <numero>', 'chiude questo allarme (con --motivo)', interoPositivo)
    .option('--motivo <testo>', 'perché si chiude (senza dati personali): resta nel registro dell’operatore')
    .action(async (o: Opzioni) => finito(await esegui(ambiente, o, () => corri(ambiente, o))));
};

/**
 * ANPR's side of the wire under chaos: five attempts for each notification, to whichever daemon answers, answers lost,
 * bodies that trickle, repetitions at once and weeks later, calls that are no notifications.
 * Invariant: `confermate` holds exactly the ids for which an answer said 1; a repetition carries the same bytes.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as attendi } from 'node:timers/promises';
import {
  apriUfficio,
  type Plico,
  preparaPlico,
  scriviMessaggio,
  type Ufficio,
} from '../src/simulatore/busta-notifica.js';
import type { Caso } from '../src/simulatore/caso.js';
import { MINUTI_TRA_TENTATIVI, type NotificaSimulata, type Pki, TENTATIVI } from '../src/simulatore/index.js';
import { apriPostino, type Postino } from '../src/simulatore/postino.js';
import { readRisposta } from '../src/soap/busta.js';
import { CODICE_ISTAT, PERCORSO } from './installazione.js';
import { postaLenta } from './lenta.js';

export interface OpzioniSpedizione {
  readonly pki: Pki;
  readonly caso: Caso;
  readonly minutoMs: number;
  readonly parallele: number;
  /** Addresses of the daemons that listen now. */
  readonly indirizzi: () => readonly string[];
  readonly quotaDoppie: number;
  readonly quotaLente: number;
}

/** What was sent and what came back. */
export interface Contatori {
  tentativi: number;
  ripetute: number;
  tardive: number;
  lente: number;
  sbagliate: number;
  /** Calls that are no notification for this comune and were acknowledged all the same: none may be. */
  sbagliateConfermate: number;
  /** Repetitions of an acknowledged notification that were refused: none may be. */
  ripetuteRifiutate: number;
  /** Outcomes of the big notifications. */
  readonly zavorre: Record<string, number>;
  /** Outcomes of attempts by word: `1`, `HTTP 503`, `RETE`. */
  readonly esiti: Record<string, number>;
}

/** Longer than the daemon waits for its database; a frozen daemon answers nobody. */
const ATTESA_MS = 3_000;
const RETE = 'RETE';
/** More of them than a narrow spool holds, each bigger than what a full disk takes; their ids are beyond any of ANPR's. */
const ZAVORRE = 4;
const ZAVORRA_BYTES = 400_000;
const PRIMA_ZAVORRA = 99_000_000_000;
const NAMESPACE_N030 = 'http://sogei.it/ANPR/N000notificheComuni';

/** A notification of N030, which informs and changes nothing, as heavy as two hundred. */
function pesante(numero: number): NotificaSimulata {
  const peso = randomBytes(ZAVORRA_BYTES / 2).toString('hex');
  return {
    idOperazioneANPR: String(PRIMA_ZAVORRA + numero),
    tipoNotifica: 'N030',
    operazione: 'N030',
    idRegistrante: '',
    momento: new Date().toISOString(),
    vicenda: 'zavorra',
    contenuto: () => `<NotificaN030 xmlns="${NAMESPACE_N030}"><peso>${peso}</peso></NotificaN030>`,
  };
}

export class Spedizione {
  readonly confermate = new Set<string>();
  readonly sospese = new Set<string>();
  readonly conta: Contatori = {
    tentativi: 0,
    ripetute: 0,
    tardive: 0,
    lente: 0,
    sbagliate: 0,
    sbagliateConfermate: 0,
    ripetuteRifiutate: 0,
    zavorre: {},
    esiti: {},
  };
  readonly #ufficio: Ufficio;
  readonly #postini = new Map<string, Postino>();
  readonly #ritardi: Promise<void>[] = [];
  readonly #dopo: Plico[] = [];
  readonly #appese = new Set<Socket>();
  #zavorre = 0;

  constructor(private readonly o: OpzioniSpedizione) {
    const { pki } = o;
    const mezzi = {
      mittente: pki.anpr,
      codDestinatario: CODICE_ISTAT,
      certDestinatario: pki.comuni[0]?.certPem ?? null,
    };
    this.#ufficio = apriUfficio({ ...mezzi, now: () => new Date() }, { quotaMTOM: 0.1, quotaGzip: 0.1, quotaBER: 0.5 });
  }

  /** First attempts of these, spread over about so many milliseconds; what fails is tried again by itself. */
  async manda(notifiche: readonly NotificaSimulata[], durataMs: number): Promise<void> {
    const coda = [...notifiche];
    const pausa = (2 * durataMs * this.o.parallele) / Math.max(1, notifiche.length);
    const corsia = async (): Promise<void> => {
      for (let n = coda.shift(); n !== undefined; n = coda.shift()) {
        await attendi(this.o.caso.numero() * pausa);
        await this.#una(n);
      }
    };
    await Promise.all(Array.from({ length: this.o.parallele }, corsia));
  }

  async #una(n: NotificaSimulata): Promise<void> {
    const { caso, quotaDoppie } = this.o;
    const plico = preparaPlico(this.#ufficio, n, caso);
    const [subito, dopo] = [caso.vero(quotaDoppie), caso.vero(quotaDoppie / 2)];
    if (dopo) this.#dopo.push(plico);
    if (!(await this.#tenta(plico))) {
      this.#ritardi.push(this.#ritenta(plico));
      return;
    }
    if (subito) await this.#ripeti(plico);
  }

  async #ritenta(plico: Plico): Promise<void> {
    for (let n = 2; n <= TENTATIVI; n++) {
      await attendi(MINUTI_TRA_TENTATIVI * this.o.minutoMs);
      if (await this.#tenta(plico)) return;
    }
    this.sospese.add(plico.notifica.idOperazioneANPR);
  }

  async #tenta(plico: Plico): Promise<boolean> {
    this.conta.tentativi += 1;
    const esito = await this.#chiama(plico);
    this.conta.esiti[esito] = (this.conta.esiti[esito] ?? 0) + 1;
    if (esito === '1') this.confermate.add(plico.notifica.idOperazioneANPR);
    return esito === '1';
  }

  /** A repetition of what was acknowledged: an answer that is not 1 is a fault, no answer is not. */
  async #ripeti(plico: Plico): Promise<void> {
    this.conta.ripetute += 1;
    const esito = await this.#chiama(plico);
    if (esito === '5' || esito === '6') this.conta.ripetuteRifiutate += 1;
  }

  async #chiama(plico: Plico): Promise<string> {
    const messaggio = scriviMessaggio(this.#ufficio, plico);
    const indirizzi = this.o.indirizzi();
    if (indirizzi.length === 0) return RETE;
    const url = `${this.o.caso.scegli(indirizzi)}${PERCORSO}`;
    try {
      const lenta = this.o.caso.vero(this.o.quotaLente);
      if (lenta) this.conta.lente += 1;
      const { status, corpo } = lenta ? await postaLenta(url, messaggio) : await this.#postino(url).posta(messaggio);
      if (status !== 200) return `HTTP ${status}`;
      return readRisposta(corpo)?.esito ?? 'RISPOSTA';
    } catch {
      return RETE;
    }
  }

  #postino(url: string): Postino {
    const noto = this.#postini.get(url);
    if (noto !== undefined) return noto;
    const nuovo = apriPostino({ url, connessioni: this.o.parallele * 4, timeoutMs: ATTESA_MS });
    this.#postini.set(url, nuovo);
    return nuovo;
  }

  /** Calls that nobody may acknowledge: cut XML, another comune, a signature of nobody we trust. */
  async mandaSbagliate(plico: Pick<Plico, 'contenuto' | 'notifica'>): Promise<void> {
    const base: Plico = { ...plico, mtom: false, dataOraRichiesta: new Date().toISOString() };
    const buono = scriviMessaggio(this.#ufficio, base);
    const altri = { ...this.#ufficio, corrispondenza: { ...this.#ufficio.corrispondenza, codDestinatario: '999002' } };
    const senzaFirma = { ...this.#ufficio, chiave: null };
    const corpi = [
      { ...buono, corpo: buono.corpo.subarray(0, buono.corpo.length >> 1) },
      scriviMessaggio(altri, base),
      scriviMessaggio(senzaFirma, base),
    ];
    for (const m of corpi) {
      const [indirizzo] = this.o.indirizzi();
      if (indirizzo === undefined) return;
      this.conta.sbagliate += 1;
      const r = await this.#postino(`${indirizzo}${PERCORSO}`)
        .posta(m)
        .catch(() => undefined);
      if (r?.status === 200 && readRisposta(r.corpo)?.esito === '1') this.conta.sbagliateConfermate += 1;
    }
  }

  /** The content of a notification, encrypted, for `mandaSbagliate`. */
  plico(n: NotificaSimulata): Plico {
    return preparaPlico(this.#ufficio, n, this.o.caso);
  }

  /**
   * Big notifications that change nothing, once each, to one daemon: they fill what is narrow. What is acknowledged of them
   * must be there in the end like any other.
   */
  async zavorra(indirizzo: string | undefined, quante = ZAVORRE): Promise<void> {
    if (indirizzo === undefined) return;
    for (let i = 0; i < quante; i++) {
      const plico = { ...this.plico(pesante(this.#zavorre++)), mtom: false };
      const r = await this.#postino(`${indirizzo}${PERCORSO}`)
        .posta(scriviMessaggio(this.#ufficio, plico))
        .catch(() => undefined);
      const esito =
        r === undefined ? RETE : r.status === 200 ? (readRisposta(r.corpo)?.esito ?? '') : `HTTP ${r.status}`;
      this.conta.zavorre[esito] = (this.conta.zavorre[esito] ?? 0) + 1;
      if (esito === '1') this.confermate.add(plico.notifica.idOperazioneANPR);
    }
  }

  /** Connections that begin a call and never end it; they stay until `lasciaAppese`. */
  appendi(quante: number): void {
    for (const indirizzo of this.o.indirizzi()) {
      for (let i = 0; i < quante; i++) {
        const { hostname, port } = new URL(indirizzo);
        const s = connect(Number(port), hostname, () => {
          s.write(
            `POST ${PERCORSO} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 9000\r\n\r\n<soapenv:`,
          );
        });
        s.on('error', () => s.destroy());
        this.#appese.add(s);
      }
    }
  }

  lasciaAppese(): void {
    for (const s of this.#appese) s.destroy();
    this.#appese.clear();
  }

  /** Waits for every attempt, then sends once more what is repeated weeks later. */
  async finisci(): Promise<void> {
    await Promise.all(this.#ritardi);
    for (const plico of this.#dopo) {
      this.conta.tardive += 1;
      await this.#ripeti(plico);
    }
    this.lasciaAppese();
    for (const p of this.#postini.values()) p.chiudi();
  }
}

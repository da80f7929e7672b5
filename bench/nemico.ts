/**
 * The hostile peer: sends one kind of call, from an address of its own, for as long as it is told.
 * Invariant: loopback only, and it stops by itself.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as attendi } from 'node:timers/promises';
import type { Assalto } from './ostili.js';

/** What an assault came to. */
export interface EsitoAssalto {
  /** Calls begun; connections that were closed at once count too. */
  readonly chiamate: number;
  /** Answers with code 1: hostile calls that were taken for notifications. */
  readonly prese: number;
}

const DA = '127.0.0.66';
/** After a connection that was closed on it. */
const RIPROVA_MS = 5;
const GOCCIA_MS = 500;

class Nemico {
  readonly #aperti = new Set<Socket>();
  #fermo = false;
  chiamate = 0;
  prese = 0;

  constructor(
    private readonly a: Assalto,
    private readonly port: number,
  ) {
    for (let i = 0; i < a.connessioni; i++) this.#collega();
  }

  #collega(): void {
    if (this.#fermo) return;
    const s = connect({ port: this.port, host: '127.0.0.1', localAddress: DA, noDelay: true });
    this.#aperti.add(s);
    s.on('error', () => undefined);
    s.on('connect', () => this.#comincia(s));
    s.on('data', (d) => {
      if (d.includes('>1<')) this.prese++;
      // An answer came: the next one.
      if (this.a.modo === 'raffica' && !s.destroyed) this.#scrivi(s);
    });
    s.on('close', () => {
      this.#aperti.delete(s);
      setTimeout(() => this.#collega(), RIPROVA_MS);
    });
  }

  #comincia(s: Socket): void {
    this.#scrivi(s);
    if (this.a.modo !== 'goccia') return;
    const goccia = setInterval(() => s.write(' '), GOCCIA_MS);
    s.on('close', () => clearInterval(goccia));
  }

  #scrivi(s: Socket): void {
    this.chiamate++;
    if (this.a.richiesta.length > 0) s.write(this.a.richiesta);
  }

  smetti(): void {
    this.#fermo = true;
    for (const s of this.#aperti) s.destroy();
  }
}

/** Does its worst to whoever listens on the port, for so many milliseconds. */
export async function assalta(a: Assalto, port: number, ms: number): Promise<EsitoAssalto> {
  const nemico = new Nemico(a, port);
  await attendi(ms);
  nemico.smetti();
  return { chiamate: nemico.chiamate, prese: nemico.prese };
}

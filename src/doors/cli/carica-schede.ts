/**
 * `allinea carica` with answers of service 3002, one per family: files, gzip, zips, folders.
 * Invariant: one bad document costs the others nothing, and is named.
 */
import type { NotificaError } from '../../errors.js';
import { LIMITI_XML } from '../../soap/xml.js';
import { registraAzione } from '../../store/audit.js';
import { createInbox } from '../../store/inbox.js';
import { createInboxProva } from '../../store/inbox-prova.js';
import { carica, type EsitoCarico } from '../../work/carica.js';
import { type LettureIsolate, openLetture } from '../../work/letture-isolate.js';
import { type Ambiente, ESITO, type Esito } from './ambiente.js';
import { avvisaPrima, avvisiSchede, daMettereInCoda, testoProva } from './carica-avvisi.js';
import type { Sessione } from './esegui.js';
import { FonteRifiutata, leggiTutto } from './fonti/fonte.js';
import { improntaElenco } from './fonti/impronta.js';
import { fontiDi } from './fonti/percorsi.js';
import { creaBarra } from './prova/barra.js';
import { conto, inCoda, numero } from './testo.js';

export interface OpzioniSchede {
  readonly files: readonly string[];
  readonly codComune: string;
  /** Judge, and write nothing. */
  readonly prova: boolean;
}

interface Scartato {
  readonly file: string;
  readonly errore: string;
  readonly perche: string;
}

/** Reads one document at a time and remembers which one is in hand, for the message when it is not a 3002 answer. */
class Lettore {
  inMano = '';
  readonly scartati: Scartato[] = [];
  constructor(
    private readonly files: readonly string[],
    private readonly avanza: (letti: number) => void,
  ) {}
  scarta(errore: string, perche: string): void {
    this.scartati.push({ file: this.inMano, errore, perche });
  }
  async *documenti(): AsyncGenerator<Uint8Array> {
    let letti = 0;
    for await (const fonte of fontiDi(this.files)) {
      this.inMano = fonte.dove;
      letti += 1;
      this.avanza(letti);
      if (!('apri' in fonte)) this.scarta(fonte.motivo, fonte.perche);
      else {
        const byte = await leggiTutto(fonte, LIMITI_XML.maxByte).catch((e: unknown) => e);
        if (byte instanceof Uint8Array) yield byte;
        else if (byte instanceof FonteRifiutata) this.scarta(byte.motivo, byte.perche);
        else throw byte;
      }
    }
  }
}

async function quanti(files: readonly string[]): Promise<number> {
  let n = 0;
  for await (const _ of fontiDi(files)) n += 1;
  return n;
}

interface Passata {
  readonly esito: EsitoCarico;
  readonly scartati: readonly Scartato[];
  readonly totale: number;
}

type Mezzi = Pick<Sessione, 'db'> & {
  readonly letture: LettureIsolate;
  readonly totale: number;
  readonly ambiente: Ambiente;
};

/** Reads the documents once: to judge them, or to queue them. */
async function passa({ db, letture, totale, ambiente }: Mezzi, o: OpzioniSchede): Promise<Passata> {
  const { files, codComune, prova } = o;
  const barra = creaBarra(prova ? 'Controllo' : 'Documenti', ambiente.err);
  const lettore = new Lettore(files, (letti) => barra.avanza(letti, totale));
  const esito = await carica(prova ? createInboxProva(db, codComune) : createInbox(db), lettore.documenti(), {
    codComune,
    now: ambiente.now,
    testata: letture.testata,
    scarta: (e: NotificaError) => lettore.scarta(e.motivo, `non è una risposta 3002 (${e.message})`),
    ...(!prova && { segno: { db, impronta: improntaElenco(files, codComune) } }),
  });
  barra.fine(conto(totale, 'letto', 'letti'));
  return { esito, scartati: lettore.scartati, totale };
}

const SE_CSV = 'Se è un CSV, il suo nome deve finire in .csv.';

function nominati({ scartati, totale }: Passata): string[] {
  const righe = scartati.map((s) => `${s.file}: ${s.perche}`);
  return scartati.length === totale ? [...righe, SE_CSV] : righe;
}

function esitoDi(p: Passata, text: string, altro: object): Esito {
  const { esito, scartati } = p;
  const data = scartati.length === 0 ? { ...altro, ...esito } : { ...altro, ...esito, scartati };
  return { code: scartati.length === 0 ? ESITO.OK : ESITO.TROVATO, text, data };
}

function testoEsito(p: Passata): string {
  const { nuovi, giaPresenti, ripresaDa } = p.esito;
  return [
    ...(ripresaDa > 0 ? [`Ripreso dal documento ${numero(ripresaDa + 1)}.`] : []),
    `${inCoda(nuovi + giaPresenti, nuovi)}.`,
    ...nominati(p).map((n) => `  ${n}`),
  ].join('\n');
}

/** Judges the answers, says what is to be known of them, and queues them unless it is a dry run. */
export async function caricaSchede({ db }: Sessione, ambiente: Ambiente, o: OpzioniSchede): Promise<Esito> {
  const letture = openLetture({ enti: [], keystores: () => [], log: ambiente.log });
  try {
    const mezzi = { db, letture, totale: await quanti(o.files), ambiente };
    const vista = await passa(mezzi, { ...o, prova: true });
    const avvisi = avvisiSchede(vista.esito, vista.scartati.length);
    if (o.prova) return esitoProva(vista, avvisi);
    avvisaPrima(ambiente.err, avvisi);
    const fatta = await passa(mezzi, o);
    const dettaglio = JSON.stringify({ ...fatta.esito, scartati: fatta.scartati.length });
    const azione = { attore: ambiente.attore, azione: 'carica', oggetto: `ente:${o.codComune}`, dettaglio };
    await db.transaction((tx) => registraAzione(tx, { ...azione, quando: ambiente.now().toISOString() }));
    return esitoDi(fatta, testoEsito(fatta), {});
  } finally {
    await letture.close();
  }
}

function esitoProva(vista: Passata, avvisi: readonly string[]): Esito {
  const { nuovi, giaPresenti, persone } = vista.esito;
  const cosa = `${conto(persone, 'persona', 'persone')} in ${daMettereInCoda(nuovi + giaPresenti, nuovi)}`;
  const text = testoProva({ cosa, avvisi, primi: nominati(vista), resoconto: null });
  return esitoDi(vista, text, { prova: true, avvisi });
}

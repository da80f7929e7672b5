/**
 * The workbench of reconciliation: an ente of its own on a real database, the fictitious ANPR in the same process, and a clock
 * that only moves when it is told to.
 * Invariant: nothing is mocked. Faults are played by the fictitious services or by a hand between them and us.
 */
import type { Contesto } from '../../../src/registri/stato.js';
import { creaComune, type NotificaSimulata } from '../../../src/simulatore/index.js';
import {
  type Archivio,
  apriArchivio,
  apriServizi,
  archivia,
  clientDiretto,
  type ImpostazioniServizi,
  type ServiziANPR,
  type Sorte,
} from '../../../src/simulatore/servizi/index.js';
import type { ClientANPR } from '../../../src/soap/client/servizi.js';
import type { Database } from '../../../src/store/database.js';
import { elencaFinestre, type Finestra } from '../../../src/store/finestre.js';
import { createInbox } from '../../../src/store/inbox.js';
import type { Ente } from '../../../src/work/enti.js';
import type { ImpostazioniRiconciliazione } from '../../../src/work/riconcilia/contesto.js';
import { type EsitoRiconcilia, type OpzioniRiconcilia, riconcilia } from '../../../src/work/riconcilia/index.js';
import { logDiProva, nuovoEnte } from '../banco.js';
import { IMPOSTAZIONI } from './impostazioni.js';

export const INIZIO = '2026-06-15T18:40:00.000Z';

/** A town nobody looks at: it gives the archive its numbering. */
const PAESE = creaComune({
  seed: 'riconcilia',
  codiceIstat: '999001',
  nome: 'VALFINTA',
  abitanti: 20,
  oggi: '2026-06-15',
});

export interface Orologio {
  ora: Date;
  avanti(minuti: number): void;
}

export function orologio(inizio = INIZIO): Orologio {
  const o: Orologio = {
    ora: new Date(inizio),
    avanti: (minuti) => {
      o.ora = new Date(o.ora.getTime() + minuti * 60_000);
    },
  };
  return o;
}

let prossimo = 4_600_000_000;

/** A notification as ANPR has it; of a type that changes nothing unless given. */
export function simulata(altro: Partial<NotificaSimulata> & { readonly xml?: string } = {}): NotificaSimulata {
  prossimo += 7;
  const { xml = '<NotificaN030 xmlns="http://sogei.it/ANPR/N000notificheComuni"><x>1</x></NotificaN030>', ...resto } =
    altro;
  return {
    idOperazioneANPR: String(prossimo),
    tipoNotifica: 'N030',
    operazione: 'N030',
    idRegistrante: '',
    momento: '2026-06-10T08:00:00.000Z',
    vicenda: 'prova',
    contenuto: () => xml,
    ...resto,
  };
}

export interface Scena {
  readonly contesto: Contesto;
  readonly ente: Ente;
  readonly orologio: Orologio;
  readonly archivio: Archivio;
  readonly servizi: ServiziANPR;
  client: ClientANPR;
  impostazioni: ImpostazioniRiconciliazione;
  /** Questions made to ANPR, by method. */
  readonly domande: { metodo: string; richiesta: { idOperazioneComune: string } & Record<string, unknown> }[];
  readonly log: ReturnType<typeof logDiProva>;
  /** One round, as the job makes it. */
  giro(cosa?: OpzioniRiconcilia['cosa'], altro?: Partial<OpzioniRiconcilia>): Promise<EsitoRiconcilia>;
  /** Rounds every half hour until nothing is open, at most `ore` hours long. */
  finoInFondo(ore?: number): Promise<void>;
  finestre(): Promise<Finestra[]>;
}

export interface OpzioniScena {
  readonly notifiche?: readonly NotificaSimulata[];
  readonly sorte?: Sorte;
  readonly servizi?: Partial<ImpostazioniServizi>;
  readonly impostazioni?: Partial<ImpostazioniRiconciliazione>;
  readonly archivio?: Archivio;
  readonly contesto?: Contesto;
  readonly ore?: Orologio;
  /** ANPR's clock is so far ahead of ours; negative: behind. */
  readonly scartoMinuti?: number;
}

/** Keeps count of what is asked. */
function contando(client: ClientANPR, domande: Scena['domande']): ClientANPR {
  const conta =
    <R extends { idOperazioneComune: string }, T>(metodo: string, fn: (r: R) => Promise<T>) =>
    (richiesta: R): Promise<T> => {
      domande.push({ metodo, richiesta: richiesta as never });
      return fn(richiesta);
    };
  return {
    ...client,
    elenco: conta('elenco', (r) => client.elenco(r)),
    verifica: conta('verifica', (r) => client.verifica(r)),
    operazione: conta('operazione', (r) => client.operazione(r)),
  };
}

const APERTE = ['DA_CHIEDERE', 'CHIESTA', 'RECUPERO'] as const;

/** An ente, its ANPR, its clock. */
export function scena(db: Database, o: OpzioniScena = {}): Scena {
  const contesto = o.contesto ?? nuovoEnte();
  const ore = o.ore ?? orologio();
  const archivio = o.archivio ?? apriArchivio({ ...PAESE, codiceIstat: contesto.codComune });
  archivia(
    archivio,
    (o.notifiche ?? []).map((notifica) => ({ notifica, sorte: o.sorte ?? 'PERDUTA', minuti: 5 })),
  );
  const oraLoro = (): Date => new Date(ore.ora.getTime() + (o.scartoMinuti ?? 0) * 60_000);
  const servizi = apriServizi(archivio, { now: oraLoro, impostazioni: o.servizi ?? {} });
  const { codComune: codiceIstat } = contesto;
  const s: Scena = {
    contesto,
    ente: { codiceIstat, nome: 'Prova', codiciStorici: [], keystores: [], keystoreDir: null },
    orologio: ore,
    archivio,
    servizi,
    domande: [],
    client: clientDiretto(servizi),
    impostazioni: { ...IMPOSTAZIONI, ...o.impostazioni },
    log: logDiProva(),
    giro: (cosa = 'TUTTO', altro = {}) =>
      riconcilia({
        db,
        ente: s.ente,
        client: s.client,
        inbox: createInbox(db),
        keystores: [],
        impostazioni: s.impostazioni,
        log: s.log,
        now: () => ore.ora,
        cosa,
        ...altro,
      }),
    finoInFondo: async (quante = 200) => {
      for (let i = 0; i < quante * 2; i++) {
        await s.giro('DOVUTE');
        const aperte = await db.transaction((tx) => elencaFinestre(tx, codiceIstat, { stati: APERTE, limit: 1 }));
        if (aperte.length === 0) return;
        ore.avanti(30);
      }
      throw new Error('still open');
    },
    finestre: () => db.transaction((tx) => elencaFinestre(tx, codiceIstat, { limit: 1000 })),
  };
  s.client = contando(s.client, s.domande);
  return s;
}

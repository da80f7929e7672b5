/**
 * What the bytes of one call say, whoever sent them: a pure function of the body and of the rules of the installation.
 * Invariant: everything that goes in and comes out is plain data, so that a thread that can be ended does the reading; whatever
 * comes in, the way out is a request or a refusal.
 */
import { EnvelopeError } from '../errors.js';
import type { RichiestaN000, TestataNotifica } from './busta.js';
import { RichiestaRifiutata, withBusta } from './envelope.js';
import { type DatiFirma, type FirmaVerificata, type ImpostazioniFirma, openFirma, verifyFirma } from './firma.js';
import { LIMITI_XML } from './xml.js';

/** Notifications that ANPR's "Invia notifica di test" sends: N031 with one of these (spec A.6). */
export interface CodiciProva {
  readonly idOperazioneANPR: readonly string[];
  readonly codDestinatario: readonly string[];
}

/** What calls are read by. Another object whenever something in it changes. */
export interface RegoleChiamata {
  readonly maxBodyBytes: number;
  /** ISTAT codes that notifications may be for. */
  readonly codiciEnti: readonly string[];
  readonly prova: CodiciProva;
  readonly firma: DatiFirma;
}

/** A call as it came. */
export interface ChiamataGrezza {
  /** The body, inflated. */
  readonly corpo: Uint8Array;
  readonly contentType: string | undefined;
  /** When it came, in milliseconds since 1970. */
  readonly adesso: number;
  /** Who sent it, as callers are told apart where they wait for their turn. */
  readonly da?: string;
}

/** A call understood. */
export interface ChiamataAccolta {
  readonly accolta: true;
  readonly richiesta: RichiestaN000;
  readonly prova: boolean;
  readonly firma: FirmaVerificata;
}

/** A call refused, and whose it was as far as it could be read. */
export interface ChiamataRifiutata {
  readonly accolta: false;
  readonly codice: EnvelopeError['codice'];
  readonly motivo: string;
  readonly messaggio: string;
  readonly testata: Partial<TestataNotifica>;
  /** Refused after its signature was accepted. */
  readonly verificata?: boolean;
}

export type ChiamataLetta = ChiamataAccolta | ChiamataRifiutata;

/**
 * How the receiver has a call read, here or in another thread.
 * @throws Error nothing is known of the call: to be sent again
 */
export type LeggiChiamata = (chiamata: ChiamataGrezza) => Promise<ChiamataLetta>;

function isProva(r: RichiestaN000, prova: CodiciProva): boolean {
  if (r.tipoNotifica !== 'N031') return false;
  return prova.idOperazioneANPR.includes(r.idOperazioneANPR) || prova.codDestinatario.includes(r.codDestinatario);
}

/** A refusal as plain data. */
export const rifiutata = (e: EnvelopeError, testata: Partial<TestataNotifica>): ChiamataRifiutata => ({
  accolta: false,
  codice: e.codice,
  motivo: e.motivo,
  messaggio: e.message,
  testata,
});

interface RegolePronte extends Omit<RegoleChiamata, 'codiciEnti' | 'firma'> {
  readonly codiciEnti: ReadonlySet<string>;
  readonly firma: ImpostazioniFirma;
}

/** Address first, signature last: it is what costs. @throws EnvelopeError */
function accogli(regole: RegolePronte, { corpo, contentType, adesso }: ChiamataGrezza): ChiamataAccolta {
  const limiti = { ...LIMITI_XML, maxByte: regole.maxBodyBytes };
  return withBusta(
    corpo,
    contentType,
    (busta) => {
      const { richiesta } = busta;
      const prova = isProva(richiesta, regole.prova);
      try {
        if (!prova && !regole.codiciEnti.has(richiesta.codDestinatario)) {
          const chi = `codDestinatario ${richiesta.codDestinatario} non è fra gli enti di questa installazione`;
          throw new EnvelopeError('5', 'DESTINATARIO', chi);
        }
        return { accolta: true, richiesta, prova, firma: verifyFirma(busta, regole.firma, new Date(adesso)) };
      } catch (e) {
        throw e instanceof EnvelopeError ? new RichiestaRifiutata(e, richiesta) : e;
      }
    },
    limiti,
  );
}

const senzaContenuto = ({ contenuto: _, ...testata }: Partial<RichiestaN000>): Partial<TestataNotifica> => testata;

/** Makes ready what reads calls by these rules. @throws ConfigError a CA that cannot be read */
export function creaLettura(regole: RegoleChiamata): (chiamata: ChiamataGrezza) => ChiamataLetta {
  const pronte: RegolePronte = {
    ...regole,
    codiciEnti: new Set(regole.codiciEnti),
    firma: openFirma(regole.firma),
  };
  return (chiamata) => {
    try {
      return accogli(pronte, chiamata);
    } catch (e) {
      if (!(e instanceof EnvelopeError)) throw e;
      return rifiutata(e, e instanceof RichiestaRifiutata ? senzaContenuto(e.testata) : {});
    }
  };
}

/**
 * The messages ANPR would send: contents encrypted for the comune, envelopes signed, every one with an id of its own.
 * Invariant: all are made before anything is measured.
 */

import type { NotificaSimulata } from '../src/simulatore/scena.js';
import { type TestataNotifica, writeRichiesta } from '../src/soap/busta.js';
import { cifraContenuto, type Destinatario, openDestinatario } from '../src/soap/cifra.js';
import { firmaBusta } from '../src/soap/firma-busta.js';
import type { Chiavi } from './chiavi.js';
import { scriviRichiestaHttp } from './raffica.js';

/** What the fictitious ANPR needs to write messages for one comune. */
export interface Penna {
  readonly chiavi: Chiavi;
  readonly destinatario: Destinatario;
  readonly codComune: string;
}

export function creaPenna(chiavi: Chiavi, codComune: string): Penna {
  return { chiavi, destinatario: openDestinatario(chiavi.comuneCertPem), codComune };
}

/** The content as it is stored: encrypted. */
export function cifra(penna: Penna, xml: string): Uint8Array {
  return cifraContenuto(xml, penna.destinatario);
}

export function testataDi(penna: Penna, n: Pick<NotificaSimulata, 'tipoNotifica' | 'idOperazioneANPR' | 'momento'>) {
  return {
    tipoNotifica: n.tipoNotifica,
    codMittente: 'ANPR00',
    codDestinatario: penna.codComune,
    dataOraRichiesta: n.momento,
    idOperazioneANPR: n.idOperazioneANPR,
  } satisfies TestataNotifica;
}

function firmata({ chiavi }: Penna, testata: TestataNotifica, contenuto: Uint8Array): Buffer {
  const busta = writeRichiesta({ ...testata, contenuto });
  return Buffer.from(firmaBusta(busta, chiavi.firmaKeyPem, chiavi.firmaCertPem, { now: new Date() }), 'utf8');
}

/** A notification as the whole HTTP request that carries it. */
export function scriviMessaggio(penna: Penna, n: NotificaSimulata): Buffer {
  return scriviRichiestaHttp(firmata(penna, testataDi(penna, n), cifra(penna, n.contenuto())));
}

/** The content of a real operation, brought to a length: blanks before the root's end mean nothing in XML. */
function allunga(xml: string, byte: number): string {
  const fine = xml.lastIndexOf('</');
  return xml.slice(0, fine) + ' '.repeat(Math.max(0, byte - Buffer.byteLength(xml))) + xml.slice(fine);
}

/**
 * Messages whose envelopes have that many bytes, distinct ids, contents of the given operations in turn.
 * @param byte size of the signed envelope; contents longer than that are left out
 */
export function messaggiDi(
  penna: Penna,
  notifiche: readonly NotificaSimulata[],
  { byte, quanti }: { readonly byte: number; readonly quanti: number },
): Buffer[] {
  const testata = (i: number): TestataNotifica => ({
    ...testataDi(penna, notifiche[0] as NotificaSimulata),
    idOperazioneANPR: String(4_600_000_000 + byte + i * 7),
  });
  // Envelope, signature and CMS around a content, and base64 which takes 4 bytes for 3.
  const involucro = firmata(penna, testata(0), cifra(penna, '')).length;
  const perContenuto = Math.floor(((byte - involucro) * 3) / 4 / 16) * 16;
  const contenuti = notifiche.map((n) => n.contenuto()).filter((xml) => Buffer.byteLength(xml) <= perContenuto);
  return Array.from({ length: quanti }, (_, i) => {
    const xml = allunga(contenuti[i % contenuti.length] as string, perContenuto);
    return scriviRichiestaHttp(firmata(penna, testata(i), cifra(penna, xml)));
  });
}

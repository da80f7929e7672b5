import { describe, expect, it } from 'vitest';
import { NotificaError } from '../../src/errors.js';
import { cifraContenuto } from '../../src/soap/cifra.js';
import { openKeystore } from '../../src/soap/keystore.js';
import type { NotificaConContenuto } from '../../src/store/inbox.js';
import { lettoreQui } from '../../src/work/lettore.js';
import { type RegolaCifrati, soloCifrati } from '../../src/work/lettore-cifrati.js';
import { createCa, issue, toP12 } from '../soap/pki.js';

const comune = issue({ cn: '999001-CO-9999' }, createCa('CA di Prova'));
const keystore = openKeystore(toP12(comune, 'segreta'), 'segreta', '999001-CO-9999.p12');
const XML = '<NotificaN031><dataOra>2026-06-15T10:00:00.000+02:00</dataOra></NotificaN031>';

const notifica = (contenuto: Uint8Array, canale: string): NotificaConContenuto =>
  ({ contenuto, canale, tipoNotifica: 'N031', contenutoRimossoIl: null }) as never;

async function motivo(regola: RegolaCifrati, n: NotificaConContenuto): Promise<string> {
  try {
    await soloCifrati(
      lettoreQui(() => [keystore]),
      regola,
    ).leggi(n);
    return 'letta';
  } catch (e) {
    return e instanceof NotificaError ? e.motivo : `${e}`;
  }
}

describe('C3: contents must be encrypted', () => {
  const chiaro = notifica(Buffer.from(XML), 'N000');
  const cifrato = notifica(cifraContenuto(XML, comune.cert), 'N000');
  it.each([
    ['required', null, 'CONTENUTO_IN_CHIARO'],
    ['required', false, 'letta'],
    ['if-present', null, 'letta'],
    ['if-present', true, 'CONTENUTO_IN_CHIARO'],
    ['ignored', null, 'letta'],
  ] as const)(
    'with policy %s and contenutiCifrati %s a plain content that was pushed: %s',
    async (policy, c, atteso) => {
      const regola = { policy, contenutiCifrati: c };
      expect(await motivo(regola, chiaro)).toBe(atteso);
      expect(await motivo(regola, cifrato)).toBe('letta');
    },
  );

  it('what was fetched or imported is plain by nature, and other faults keep their reason', async () => {
    const regola = { policy: 'required', contenutiCifrati: null } as const;
    expect(await motivo(regola, notifica(Buffer.from(XML), '4005'))).toBe('letta');
    expect(await motivo(regola, notifica(Buffer.from(''), 'N000'))).toBe('CONTENUTO_VUOTO');
    const altrui = cifraContenuto(XML, issue({ cn: 'altro' }).cert);
    expect(await motivo(regola, notifica(altrui, 'N000'))).toBe('CHIAVE_MANCANTE');
  });
});

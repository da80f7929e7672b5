/**
 * The hostile calls of the benchmark, at a receiver with its threads: each is refused in the one way there is, and a genuine
 * call beside them is taken.
 */
import { afterEach, expect, it } from 'vitest';
import { assalti } from '../../bench/ostili.js';
import { openChiamate } from '../../src/soap/chiamate-isolate.js';
import { type Banco, busta, call, LogDiProva, openBanco, REGOLE, talk } from './banco.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const x of open.splice(0).toReversed()) await x.close();
});

async function banco(): Promise<Banco> {
  const regole = { ...REGOLE, firma: { ...REGOLE.firma, policy: 'if-present' as const } };
  const chiamate = openChiamate(() => regole, { threads: 2, deadlineMs: 20_000, heapMb: 128, log: new LogDiProva() });
  open.push(chiamate);
  const b = await openBanco({ leggi: chiamate.leggi, slotWaitMs: 60_000, maxBytesInFlight: 128 * 1024 * 1024 });
  open.push(b);
  return b;
}

const OSTILI = assalti({ codDestinatario: '015146', percorso: '/anpr/n000' });
/** Unsigned is as good as any under this policy. */
const BUONE = ['unsigned notifications for us'];

it.each(OSTILI.filter((a) => a.modo === 'raffica' && !BUONE.includes(a.nome)).map((a) => [a.nome, a] as const))(
  '%s: code 5, no thread is ended, the next call is taken',
  async (_, a) => {
    const b = await banco();
    const chiusa = Buffer.from(
      a.richiesta.toString('latin1').replace('Host: x', 'Host: x\r\nConnection: close'),
      'latin1',
    );
    const [ostile, buona] = await Promise.all([talk(b.server.port, chiusa), call(b.url, busta())]);
    expect(ostile).toMatch(/^HTTP\/1\.1 200[\s\S]*>5</);
    expect(buona.codice).toBe('1');
    expect(b.inbox.salvate.length).toBe(1);
    expect(b.log.testo).not.toMatch(/PERICOLOSA|receiver failed/);
  },
);

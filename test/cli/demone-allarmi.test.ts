/** The daemon whole: what goes wrong in it leaves as a mail, what refuses ANPR's calls is counted, its signer is noted. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { type Daemon, startDaemon } from '../../src/daemon.js';
import { silentLog } from '../../src/log.js';
import { creaComune, creaPki, creaStoria, invia, type Pki } from '../../src/simulatore/index.js';
import { leggiFirmatari } from '../../src/work/firmatari.js';
import { apriSmtp } from '../work/smtp.js';
import { banco, ISTAT } from './banco.js';

const b = banco();
let nostra: Pki;
let altrui: Pki;
beforeAll(async () => {
  nostra = await creaPki({ codiciIstat: [ISTAT], now: new Date() });
  altrui = await creaPki({ codiciIstat: [ISTAT], now: new Date() });
});

const chiusure: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const chiudi of chiusure.splice(0).toReversed()) await chiudi();
});

async function avvia(smtpPort: number): Promise<Daemon> {
  mkdirSync(join(b.dir, 'chiavi'));
  writeFileSync(join(b.dir, 'ca.pem'), nostra.caPem);
  writeFileSync(join(b.dir, 'cert.pem'), nostra.tls.certPem);
  writeFileSync(join(b.dir, 'chiave.pem'), nostra.tls.chiavePem);
  const email = {
    host: '127.0.0.1',
    port: smtpPort,
    sicurezza: 'nessuna',
    mittente: 'allinea@comune.example',
    destinatari: ['ced@comune.example'],
  };
  b.configura({
    firma: { caFiles: ['ca.pem'] },
    server: { host: '127.0.0.1', port: 0, tls: { certFile: 'cert.pem', keyFile: 'chiave.pem' } },
    allarmi: { email },
    jobs: { alarms: '* * * * * *', silence: '* * * * * *' },
  });
  const config = loadConfig({ file: b.config, env: {} });
  const signal = new AbortController().signal;
  return startDaemon({ config, log: silentLog, now: () => new Date(), signal });
}

const manda = ({ url }: Daemon, pki: Pki, quante: number, seed: string) => {
  const oggi = new Date().toISOString().slice(0, 10);
  const storia = creaStoria(creaComune({ seed, codiceIstat: ISTAT, nome: 'Prova', abitanti: 150, oggi }), oggi);
  return invia(storia.slice(0, quante), {
    url: `${url}/anpr/n000`,
    caTls: nostra.caPem,
    seed,
    minutoMs: 1,
    parallele: 1,
    mittente: pki.anpr,
    codDestinatario: ISTAT,
    certDestinatario: nostra.comuni[0]!.certPem,
    now: () => new Date(),
  });
};

describe('the daemon and its alarms', () => {
  it('G10, G12: a signature of another CA is refused five times, and one mail says that ANPR has suspended', async () => {
    const smtp = await apriSmtp();
    chiusure.push(smtp.close);
    const demone = await avvia(smtp.port);
    chiusure.push(() => demone.stop());
    await manda(demone, nostra, 1, 'accolta');
    await manda(demone, altrui, 1, 'rifiutata');
    const posta = () => smtp.ricevute.map((m) => m.testo).join('\n');
    await expect.poll(posta, { timeout: 30_000, interval: 200 }).toContain('NOTIFICHE_SOSPESE');
    await expect.poll(posta, { timeout: 30_000, interval: 200 }).toContain('KEYSTORE_MANCANTE');
    expect(posta().match(/\(NOTIFICHE_SOSPESE, n\./g)).toHaveLength(1);
    await expect.poll(() => b.conDb(leggiFirmatari), { timeout: 30_000, interval: 500 }).toHaveLength(1);
    const { out } = await b.allinea('stato');
    expect(out).toContain('manca la chiave');
    expect(out).toMatch(/Firma delle notifiche:\n {2}.*\(visto dal /);
  });
});

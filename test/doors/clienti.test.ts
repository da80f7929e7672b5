/** Clients that nobody here wrote call the endpoint from the WSDL that it serves. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { isInstalled, succeeds } from '../soap/programmi.js';
import { type Banco, call, openBanco } from './banco.js';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'allinea-clienti-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const python = ['python3', '/usr/bin/python3'].find((p) => succeeds(p, '-c', 'import zeep'));
if (python === undefined) console.log('SKIPPED: zeep is not installed, its calls were not tried');
const gsoap = isInstalled('wsdl2h', ['-V']) && isInstalled('soapcpp2', ['-V']);

let banco: Banco | undefined;
afterEach(() => banco?.close());

const ZEEP = `
import sys, zeep
c = zeep.Client(sys.argv[1] + '?wsdl')
testata = dict(tipoNotifica='N010', codMittente='', codDestinatario='015146',
               dataOraRichiesta='2026-03-01T10:00:00Z', idOperazioneANPR=int(sys.argv[2]))
r = c.service.inoltroNotificaANPR(testataNotifica=testata, contenuto=b'contenuto')
print(r.codiceEsito, r.esito)
`;

describe('D6: the WSDL of the endpoint', () => {
  it('has no annotation inside an element', async () => {
    banco = await openBanco();
    const corpo = (await call(`${banco.url}?wsdl`, '', { method: 'GET' })).corpo.toString();
    expect(corpo).toContain('<soap:address location="http://127.0.0.1');
    expect(corpo).not.toMatch(/:(?:annotation|documentation)/);
  });

  it.skipIf(python === undefined)('is enough for zeep to send a notification and read the answer', async () => {
    banco = await openBanco();
    const { stdout } = await run(python as string, ['-c', ZEEP, banco.url, '4310655090']);
    expect([stdout.trim(), banco.inbox.salvate[0]?.idOperazioneANPR]).toEqual(['1 1', '4310655090']);
    const altro = await run(python as string, ['-c', ZEEP, banco.url, '-12']);
    expect([altro.stdout.trim(), banco.inbox.salvate[1]?.idOperazioneANPR]).toEqual(['1 1', '-12']);
  });

  it.skipIf(!gsoap)('gives gSOAP the client stub of the operation, header and content each once', async () => {
    banco = await openBanco();
    const corpo = (await call(`${banco.url}?wsdl`, '', { method: 'GET' })).corpo.toString();
    writeFileSync(join(folder, 'n.wsdl'), corpo);
    await run('wsdl2h', ['-c', '-o', 'n.h', 'n.wsdl'], { cwd: folder });
    await run('soapcpp2', ['-c', '-C', '-w', '-x', 'n.h'], { cwd: folder });
    const stub = readFileSync(join(folder, 'soapStub.h'), 'utf8');
    expect(stub).toMatch(/soap_call___\w*inoltroNotificaANPR/);
    const richiesta = /struct _ns1__RichiestaN000\s*\{([\s\S]*?)\n\s*\};/.exec(stub)?.[1] ?? '';
    expect([...richiesta.matchAll(/(\w+);/g)].map((m) => m[1])).toEqual(['testataNotifica', 'contenuto']);
  });
});

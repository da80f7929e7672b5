import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { createClientAsync } from 'soap';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EnvelopeError, InfrastructureError } from '../../src/errors.js';
import { readRisposta } from '../../src/soap/busta.js';
import { firmaBusta } from '../../src/soap/firma-busta.js';
import { createCa, issue } from '../soap/pki.js';
import { ADESSO, type Banco, busta, call, openBanco, RICHIESTA, talk } from './banco.js';

const aperti: Banco[] = [];
async function open(...args: Parameters<typeof openBanco>): Promise<Banco> {
  const b = await openBanco(...args);
  aperti.push(b);
  return b;
}
afterEach(async () => {
  await Promise.all(aperti.splice(0).map((b) => b.close()));
});

describe('section 6 of the architecture, row by row', () => {
  it('well-formed and ours: code 1 in both elements, stored as it came', async () => {
    const b = await open();
    const r = await call(b.url, busta());
    expect([r.status, r.codice, r.headers['content-type']]).toEqual([200, '1', 'text/xml; charset=utf-8']);
    expect(b.inbox.salvate).toEqual([
      { ...RICHIESTA, canale: 'N000', prova: false, firma: 'ASSENTE', ricevutaIl: ADESSO.toISOString() },
    ]);
    expect(b.inbox.rifiuti).toEqual([]);
  });

  it('G4, G13: code 1 leaves only after the commit', async () => {
    const b = await open();
    let commit = (): void => {};
    b.inbox.prima = () => new Promise((resolve) => (commit = resolve));
    let risposto = false;
    const chiamata = call(b.url, busta()).finally(() => (risposto = true));
    await vi.waitFor(() => expect(b.receiver.inCorso()).toBe(1));
    await call(b.url, '', { method: 'GET' });
    expect([risposto, b.inbox.salvate.length]).toEqual([false, 0]);
    commit();
    expect((await chiamata).codice).toBe('1');
    expect(b.inbox.salvate.length).toBe(1);
  });

  it('the same key again, with the same bytes or with others: code 1', async () => {
    const b = await open();
    const altri = { contenuto: Buffer.from('altri byte') };
    const codici = [await call(b.url, busta()), await call(b.url, busta()), await call(b.url, busta(altri))].map(
      (r) => r.codice,
    );
    expect([codici, b.inbox.esiti]).toEqual([
      ['1', '1', '1'],
      ['nuova', 'duplicata', 'conflitto'],
    ]);
  });

  it('G17: several enti on one endpoint, each notification with its own codDestinatario, leading zeros kept', async () => {
    const b = await open();
    for (const codDestinatario of ['017081', '015146'])
      await call(b.url, busta({ codDestinatario, idOperazioneANPR: `1${codDestinatario}` }));
    expect(b.inbox.salvate.map((n) => n.codDestinatario)).toEqual(['017081', '015146']);
  });

  it('G18: an unknown type is ours all the same', async () => {
    const b = await open();
    expect((await call(b.url, busta({ tipoNotifica: 'N999' }))).codice).toBe('1');
  });

  it.each([
    [
      'with the code of the sample',
      { tipoNotifica: 'N031', codDestinatario: '888888', idOperazioneANPR: '999999' },
      '1',
      true,
    ],
    ['with the other code', { tipoNotifica: 'N031', codDestinatario: '888111', idOperazioneANPR: '5' }, '1', true],
    ['with the test id and our code', { tipoNotifica: 'N031', idOperazioneANPR: '999999' }, '1', true],
    ['a real N031 of ours is none', { tipoNotifica: 'N031' }, '1', false],
    ['an N010 with the test id is none', { idOperazioneANPR: '999999' }, '1', false],
    ['an N010 for the test code is not ours', { codDestinatario: '888888' }, '5', undefined],
  ])('G19: test notification, %s', async (_, r, codice, prova) => {
    const b = await open();
    expect((await call(b.url, busta(r))).codice).toBe(codice);
    expect(b.inbox.salvate[0]?.prova).toBe(prova);
  });

  it.each([
    ['no body', '', 'CORPO_VUOTO'],
    ['an empty contenuto', busta({ contenuto: Buffer.alloc(0) }), 'CONTENUTO_ASSENTE'],
    ['an empty element', busta().replace(/<contenuto>.*<\/contenuto>/, '<contenuto/>'), 'CONTENUTO_ASSENTE'],
    ['blanks', busta().replace(/<contenuto>.*<\/contenuto>/, '<contenuto> \n </contenuto>'), 'CONTENUTO_ASSENTE'],
    ['no contenuto', busta().replace(/<contenuto>.*<\/contenuto>/, ''), 'CONTENUTO_ASSENTE'],
  ])('G20: code 6 for %s', async (_, corpo, motivo) => {
    const b = await open();
    const r = await call(b.url, corpo);
    expect([r.status, r.codice, b.inbox.rifiuti[0]?.motivo, b.inbox.rifiuti[0]?.codice]).toEqual([
      200,
      '6',
      motivo,
      '6',
    ]);
    expect(b.inbox.salvate).toEqual([]);
  });

  const doctype = `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${busta().replace('N010', '&e;')}`;
  it.each([
    ['malformed XML', '<soapenv:Envelope', 'XML_MALFORMATO'],
    ['text', 'ciao', 'NON_SOAP'],
    ['HTML', '<html><body>x</body></html>', 'NON_SOAP'],
    [
      'SOAP 1.2',
      busta().replace('http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope'),
      'NON_SOAP',
    ],
    ['another operation', busta().replaceAll('RichiestaN000', 'RichiestaN001'), 'NON_RICHIESTA_N000'],
    ['another namespace', busta().replace('N000AnprService', 'N000AnprINPS'), 'NON_RICHIESTA_N000'],
    [
      'a Fault',
      busta().replace(/<ns2:.*ns2:RichiestaN000>/, '<soapenv:Fault><faultcode>x</faultcode></soapenv:Fault>'),
      'NON_RICHIESTA_N000',
    ],
    ['a missing header field', busta().replace(/<codMittente>.*<\/codMittente>/, ''), 'TESTATA'],
    ['an id that is no id', busta({ idOperazioneANPR: '1; DROP' }), 'TESTATA'],
    [
      'a header field twice',
      busta().replace('<tipoNotifica>', '<tipoNotifica>N015</tipoNotifica><tipoNotifica>'),
      'RICHIESTA_AMBIGUA',
    ],
    ['two contents', busta().replace('<contenuto>', '<contenuto>AAAA</contenuto><contenuto>'), 'RICHIESTA_AMBIGUA'],
    [
      'a content that is not base64',
      busta().replace(/<contenuto>.*<\/contenuto>/, '<contenuto>%%%%</contenuto>'),
      'BASE64',
    ],
    ['somebody else', busta({ codDestinatario: '058091' }), 'DESTINATARIO'],
    ['G7: our code without its zero', busta({ codDestinatario: '15146' }), 'DESTINATARIO'],
    ['a DOCTYPE', doctype, 'DOCTYPE'],
    ['a DOCTYPE in UTF-16', Buffer.from(`\ufeff${doctype}`, 'utf16le'), 'DOCTYPE'],
    ['billion laughs', `<!DOCTYPE l [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>${busta()}`, 'DOCTYPE'],
    ['bytes that are not UTF-8', Buffer.from(busta().replace('999999', 'é'), 'latin1'), 'CODIFICA'],
    [
      'an instruction in the Body',
      busta().replace('<soapenv:Body>', '<soapenv:Body><?x y?><a/>'),
      'NON_RICHIESTA_N000',
    ],
  ])('code 5 for %s', async (_, corpo, motivo) => {
    const b = await open();
    const r = await call(b.url, corpo);
    expect([r.status, r.codice]).toEqual([200, '5']);
    expect(b.inbox.rifiuti).toMatchObject([
      { motivo, codice: '5', ricevutoIl: ADESSO.toISOString(), mittente: expect.stringContaining('127.0.0.1') },
    ]);
    expect(b.inbox.salvate).toEqual([]);
  });

  it('a refusal remembers whose notification it was, as far as it could be read', async () => {
    const b = await open();
    await call(b.url, busta({ codDestinatario: '058091', idOperazioneANPR: '77' }));
    expect(b.inbox.rifiuti[0]).toMatchObject({
      codDestinatario: '058091',
      tipoNotifica: 'N010',
      idOperazioneANPR: '77',
    });
    expect(b.inbox.rifiuti[0]?.byte).toBe(
      Buffer.byteLength(busta({ codDestinatario: '058091', idOperazioneANPR: '77' })),
    );
  });

  it('the signature policy: required refuses what is unsigned or tampered, accepts what the CA vouches for', async () => {
    const ca = createCa('CA di Prova');
    const anpr = issue({ cn: 'ANPR di Prova' }, ca);
    const fiducia = { files: [{ nome: 'ca.pem', pem: ca.cert }] };
    const b = await open({
      firma: { policy: 'required', fiducia, acceptSha1: false, timestampToleranceMs: 300_000 },
    });
    const firmata = firmaBusta(busta(), anpr.key, anpr.cert, { now: ADESSO });
    expect((await call(b.url, firmata)).codice).toBe('1');
    expect(b.inbox.salvate[0]?.firma).toBe('VALIDA');
    expect((await call(b.url, busta({ idOperazioneANPR: '2' }))).codice).toBe('5');
    expect((await call(b.url, firmata.replace('4310655090', '3'))).codice).toBe('5');
    expect(b.inbox.rifiuti.map((r) => r.motivo)).toEqual(['FIRMA_ASSENTE', 'FIRMA_NON_VALIDA']);
    expect(b.inbox.rifiuti.map((r) => r.idOperazioneANPR)).toEqual(['2', '3']);
  });

  it('G13: a database that cannot commit is a 503 without a code, so that ANPR sends again', async () => {
    const b = await open();
    b.inbox.prima = async () => {
      throw new InfrastructureError('disk full');
    };
    const r = await call(b.url, busta());
    expect([r.status, r.corpo.length, r.headers['retry-after']]).toEqual([503, 0, '60']);
    expect(b.log.righe.filter((x) => x.livello === 'error').length).toBe(1);
    b.inbox.prima = async () => {};
    expect((await call(b.url, busta())).codice).toBe('1');
  });

  it('a key that the inbox refuses is code 5, not an endless retry', async () => {
    const b = await open();
    b.inbox.prima = async () => {
      throw new EnvelopeError('5', 'CHIAVE_TROPPO_LUNGA', 'troppo lunga');
    };
    expect((await call(b.url, busta())).codice).toBe('5');
    expect(b.inbox.rifiuti[0]?.motivo).toBe('CHIAVE_TROPPO_LUNGA');
  });

  it('a rejection log that cannot be written changes nothing for the caller', async () => {
    const b = await open();
    b.inbox.primaRifiuto = async () => {
      throw new Error('no table');
    };
    expect((await call(b.url, 'ciao')).codice).toBe('5');
  });

  it('overloaded: 503 with Retry-After for those in excess, code 1 for the others', async () => {
    const b = await open({ maxConcurrent: 3 });
    let commit = (): void => {};
    const cancello = new Promise<void>((resolve) => (commit = resolve));
    b.inbox.prima = () => cancello;
    const dentro = [1, 2, 3].map((i) => call(b.url, busta({ idOperazioneANPR: `${i}` })));
    await vi.waitFor(() => expect(b.receiver.inCorso()).toBe(3));
    const fuori = await call(b.url, busta());
    expect([fuori.status, fuori.headers['retry-after'], fuori.corpo.length]).toEqual([503, '60', 0]);
    commit();
    expect((await Promise.all(dentro)).map((r) => r.codice)).toEqual(['1', '1', '1']);
    expect((await call(b.url, busta())).codice).toBe('1');
  });

  it('too many bytes in memory: 503 for who would exceed, and room again afterwards', async () => {
    const b = await open({ maxBytesInFlight: 60_000 });
    let commit = (): void => {};
    const cancello = new Promise<void>((resolve) => (commit = resolve));
    b.inbox.prima = () => cancello;
    const grande = (id: string): string => busta({ idOperazioneANPR: id, contenuto: Buffer.alloc(30_000, 1) });
    const prima = call(b.url, grande('1'));
    await vi.waitFor(() => expect(b.receiver.inCorso()).toBe(1));
    expect((await call(b.url, grande('2'))).status).toBe(503);
    commit();
    expect((await prima).codice).toBe('1');
    expect((await call(b.url, grande('2'))).codice).toBe('1');
  });

  it('stopping: 503 for who arrives, the call under way gets its code', async () => {
    const b = await open();
    let commit = (): void => {};
    b.inbox.prima = () => new Promise((resolve) => (commit = resolve));
    const inCorso = call(b.url, busta());
    await vi.waitFor(() => expect(b.receiver.inCorso()).toBe(1));
    b.receiver.ferma();
    const tardi = await call(b.url, busta({ idOperazioneANPR: '2' }));
    expect([tardi.status, tardi.headers.connection]).toEqual([503, 'close']);
    commit();
    expect((await inCorso).codice).toBe('1');
    expect(b.receiver.inCorso()).toBe(0);
  });

  it.each([
    ['entrambi', { codiceEsito: '1', esito: '1' }],
    ['codiceEsito', { codiceEsito: '1', esito: 'notifica acquisita' }],
    ['esito', { codiceEsito: 'notifica acquisita', esito: '1' }],
  ] as const)('the digit goes where the installation says: %s', async (campoRisposta, atteso) => {
    const b = await open({ campoRisposta });
    expect(readRisposta((await call(b.url, busta())).corpo)).toEqual(atteso);
  });
});

describe('what the SOAP library did alone (traps)', () => {
  it('a broken gzip body does not end the process: code 5, and the next call is served', async () => {
    const b = await open();
    const headers = { 'content-encoding': 'gzip' };
    expect((await call(b.url, 'questo non è gzip', { headers })).codice).toBe('5');
    expect((await call(b.url, gzipSync(busta()).subarray(0, 100), { headers })).codice).toBe('5');
    expect(b.inbox.rifiuti.map((r) => r.motivo)).toEqual(['COMPRESSIONE', 'COMPRESSIONE']);
    expect((await call(b.url, busta())).codice).toBe('1');
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ] as const)('a body in %s is read', async (codifica, comprimi) => {
    const b = await open();
    expect((await call(b.url, comprimi(busta()), { headers: { 'content-encoding': codifica } })).codice).toBe('1');
  });

  it('another encoding is code 5', async () => {
    const b = await open();
    expect((await call(b.url, brotliCompressSync(busta()), { headers: { 'content-encoding': 'br' } })).codice).toBe(
      '5',
    );
  });

  it('a gzip bomb stops at the limit', async () => {
    const b = await open({ maxBodyBytes: 1_000_000 });
    const bomba = gzipSync(Buffer.alloc(100_000_000, 0x20));
    expect((await call(b.url, bomba, { headers: { 'content-encoding': 'gzip' } })).codice).toBe('5');
    expect(b.inbox.rifiuti[0]?.motivo).toBe('TROPPO_GRANDE');
  });

  it('a body over the limit gets an XML answer, also when its length was not announced', async () => {
    const b = await open({ maxBodyBytes: 100_000 });
    const grande = busta({ contenuto: Buffer.alloc(200_000) });
    expect((await call(b.url, grande)).codice).toBe('5');
    expect((await call(b.url, grande, { headers: { 'transfer-encoding': 'chunked' } })).codice).toBe('5');
    expect(b.inbox.rifiuti.map((r) => r.motivo)).toEqual(['TROPPO_GRANDE', 'TROPPO_GRANDE']);
  });

  it('a content of 14 MB, 19 MB on the wire, is taken', async () => {
    const b = await open();
    const contenuto = Buffer.alloc(14_000_000, 7);
    expect((await call(b.url, busta({ contenuto }))).codice).toBe('1');
    expect(Buffer.compare(b.inbox.salvate[0]?.contenuto ?? Buffer.alloc(0), contenuto)).toBe(0);
  });

  it('G3: never a Fault, never a stack, a path or the text of an error, whatever comes', async () => {
    const b = await open();
    b.inbox.prima = async () => {
      throw new Error('ECONNREFUSED /var/lib/segreto');
    };
    for (const corpo of ['<', busta(), '<a/>', '\0', '{"a":1}', busta().replace('N010', '<?php x ?>')]) {
      const r = await call(b.url, corpo);
      expect(r.corpo.toString()).not.toMatch(/Fault|node_modules|\bat |segreto|mustUnderstand/);
    }
  });

  it('elements nobody declared, prefixes and order of their own are no obstacle', async () => {
    const b = await open();
    const altra = busta()
      .replaceAll('soapenv:', 'S:')
      .replace('xmlns:soapenv', 'xmlns:S')
      .replaceAll('ns2:', '')
      .replace('xmlns:ns2', 'xmlns')
      .replace('<testataNotifica>', '<testataNotifica><novita attr="x"><dentro/></novita>');
    expect((await call(b.url, altra)).codice).toBe('1');
    expect(b.inbox.salvate[0]?.tipoNotifica).toBe('N010');
  });

  it('no body is ever logged, not even a refused one', async () => {
    const b = await open();
    const contenuto = Buffer.from('ROSSELLINI MARIANGELA');
    await call(b.url, busta({ contenuto }));
    await call(b.url, busta({ contenuto, codDestinatario: '058091' }));
    await call(b.url, `${busta({ contenuto })}<ROSSELLINI>`);
    expect(b.log.testo).toContain('4310655090');
    expect(b.log.testo).not.toMatch(/ROSSELLINI|Um9zc2Vsb|Uk9TU0VM/);
  });

  it('a client that stops half way is cut off in time and leaves nothing behind', async () => {
    const b = await open({ bodyTimeoutMs: 300 });
    const testa =
      'POST /anpr/n000 HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 5000\r\n\r\n<soapenv';
    const risposta = await talk(b.server.port, testa);
    expect(risposta).toMatch(/^HTTP\/1\.1 408/);
    expect([b.receiver.inCorso(), b.inbox.salvate.length]).toEqual([0, 0]);
  });

  it('a client that goes away half way holds nothing', async () => {
    const b = await open();
    const { connect } = await import('node:net');
    const socket = connect(b.server.port, '127.0.0.1');
    socket.write('POST /anpr/n000 HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n<soapenv');
    await vi.waitFor(() => expect(b.receiver.inCorso()).toBe(1));
    socket.destroy();
    await vi.waitFor(() => expect(b.receiver.inCorso()).toBe(0));
    expect(b.log.testo).toContain('INTERROTTO');
  });
});

describe('the address', () => {
  it('G2: the WSDL is served at ?wsdl and at .wsdl, with the public address or the one that was called', async () => {
    const b = await open();
    for (const url of [`${b.url}?wsdl`, `${b.url}?WSDL`, `${b.url}.wsdl`]) {
      const r = await call(url, '', { method: 'GET' });
      expect([r.status, r.corpo.includes(`location="${b.url}"`)]).toEqual([200, true]);
    }
    const publicUrl = 'https://anpr.comune.esempio.it/x?a=1&b=2';
    const p = await open({ publicUrl });
    const wsdl = (await call(`${p.url}?wsdl`, '', { method: 'GET' })).corpo.toString();
    expect(wsdl).toContain('location="https://anpr.comune.esempio.it/x?a=1&amp;b=2"');
  });

  it('G2: notifications sent to the address of the WSDL are taken all the same', async () => {
    const b = await open();
    const url = [`${b.url}?wsdl`, `${b.url}.wsdl`, `${b.url}/`, b.url.replace('anpr', 'ANPR')];
    for (const [i, u] of url.entries()) expect((await call(u, busta({ idOperazioneANPR: `${i}` }))).codice).toBe('1');
  });

  it('a path of another technology works, and what is elsewhere is not ours', async () => {
    const b = await open({ path: '/N00servizioNotifiche.svc' });
    expect((await call(b.url, busta())).codice).toBe('1');
    expect((await call(`${b.server.url}/altro`, busta())).status).toBe(404);
  });

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('%s is not how notifications come', async (method) => {
    const b = await open();
    const r = await call(b.url, '', { method });
    expect([r.status, r.headers.allow]).toEqual([405, 'POST']);
  });

  it('a Host header with markup does not reach the WSDL', async () => {
    const b = await open();
    const r = await call(`${b.url}?wsdl`, '', { method: 'GET', headers: { host: 'x"><script>' } });
    expect(r.corpo.toString()).not.toContain('<script');
  });

  it('a foreign SOAP client (node-soap) reads our WSDL, calls and understands the answer', async () => {
    const b = await open();
    const client = await createClientAsync(`${b.url}?wsdl`);
    const { contenuto, ...testataNotifica } = RICHIESTA;
    const [risposta] = await client.inoltroNotificaANPRAsync({
      testataNotifica,
      contenuto: Buffer.from(contenuto).toString('base64'),
    });
    expect(risposta).toEqual({ codiceEsito: '1', esito: '1' });
    expect(b.inbox.salvate[0]).toMatchObject({ idOperazioneANPR: '4310655090', contenuto });
  });
});

/** `allinea importa` as an operator runs it: what is recognised, what is queued once, what is refused and why. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writeRichiesta } from '../../src/soap/busta.js';
import { cifraContenuto, openDestinatario } from '../../src/soap/cifra.js';
import { elenca } from '../../src/store/inbox.js';
import type { VoceImportata } from '../../src/work/importa.js';
import { issue, toP12 } from '../soap/pki.js';
import { chi, n01, nris, residente } from '../work/persone.js';
import { banco, type Detto, ISTAT } from './banco.js';
import { zip } from './zip.js';

const b = banco();
const N010 = n01('N010', 11, chi(1), '2026-04-10').xml;
const NRIS = nris('5005', 12, [residente(2)], '2026-05-01').xml;
const N031 =
  '<p:NotificaN031 xmlns:p="http://sogei.it/ANPR/N000notificheComuni"><dataOperativitaAnpr>2018-01-01</dataOperativitaAnpr></p:NotificaN031>';
const SCHEDA =
  '<r:Risposta3002 xmlns:r="http://sogei.it/ANPR/3000consultazione"><r:Risposta3002_OK><testataRisposta><codMittente>999001</codMittente><idOperazioneANPR>4400000001</idOperazioneANPR></testataRisposta></r:Risposta3002_OK></r:Risposta3002>';
const busta = (id: number, contenuto: string | Uint8Array, codDestinatario = ISTAT): string =>
  writeRichiesta({
    tipoNotifica: 'N010',
    codMittente: 'ANPR02',
    codDestinatario,
    dataOraRichiesta: '2026-06-01T10:00:00.000+02:00',
    idOperazioneANPR: String(4_600_000_000 + id),
    contenuto: Buffer.from(contenuto),
  });

interface VoceElenco {
  readonly id: number;
  readonly tipo?: string;
  readonly contenuto?: string | Buffer;
  readonly grezzo?: string;
}
const elenco = (voci: readonly VoceElenco[], comune = ISTAT): string => {
  const una = ({ id, tipo, contenuto, grezzo }: VoceElenco): string =>
    `<elencoRisposte><idOperazioneANPR>${id}</idOperazioneANPR>${tipo === undefined ? '' : `<tipoOperazione>${tipo}</tipoOperazione>`}<contenutoRisposta>${grezzo ?? Buffer.from(contenuto ?? '').toString('base64')}</contenutoRisposta></elencoRisposte>`;
  return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><a:Risposta4005 xmlns:a="http://sogei.it/ANPR/4000estrazione"><a:RispostaMultipla4005><testataRisposta><codMittente>${comune}</codMittente><codDestinatario>ANPR02</codDestinatario><idOperazioneANPR>1</idOperazioneANPR></testataRisposta><statoRichiesta>2</statoRichiesta>${voci.map(una).join('')}</a:RispostaMultipla4005></a:Risposta4005></s:Body></s:Envelope>`;
};

const file = (nome: string, contenuto: string | Buffer): string => {
  const percorso = join(b.dir, nome);
  mkdirSync(dirname(percorso), { recursive: true });
  writeFileSync(percorso, contenuto);
  return percorso;
};
const inCoda = () => b.conDb((db) => db.transaction((tx) => elenca(tx, { limit: 1000 })));
type Json = { nuove: number; giaNote: number; rifiutate: number; voci: VoceImportata[] };
const json = (d: Detto): Json => d.json() as Json;
const importa = async (...argv: string[]): Promise<{ code: number } & Json> => {
  const d = await b.allinea('importa', ...argv, '--json');
  return { code: d.code, ...json(d) };
};

describe('what a file is', () => {
  it('an envelope, a bare content, an answer, a card and a list of 4005 are queued, once however often', async () => {
    await inCoda();
    const files = [
      file('busta.xml', busta(1, N010)),
      file('n010.xml', N010),
      file('nris.xml.gz', gzipSync(NRIS)),
      file('scheda.xml', SCHEDA),
      file(
        'elenco.xml',
        elenco([
          { id: 71, tipo: 'N031', contenuto: gzipSync(N031) },
          { id: 72, contenuto: NRIS },
        ]),
      ),
    ];
    const prima = await importa(...files);
    expect(prima).toMatchObject({ code: 0, nuove: 6, giaNote: 0, rifiutate: 0 });
    expect(prima.voci.map((v) => [v.forma, v.tipoNotifica, v.codDestinatario, v.chiaveDerivata])).toEqual([
      ['BUSTA', 'N010', ISTAT, false],
      ['NOTIFICA', 'N010', ISTAT, true],
      ['RISPOSTA', 'NRIS', ISTAT, true],
      ['SCHEDA', '3002', ISTAT, false],
      ['ELENCO', 'N031', ISTAT, false],
      ['ELENCO', 'NRIS', ISTAT, false],
    ]);
    expect(await importa(...files)).toMatchObject({ code: 0, nuove: 0, giaNote: 6 });
    expect((await inCoda()).every((n) => n.canale === 'FILE' && n.stato === 'pending')).toBe(true);
  });

  it('a bare content is one notification in any encoding, layout, compression or archive', async () => {
    await inCoda();
    const latino = Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>\n${N010}`, 'latin1');
    const conSpazi = `\uFEFF<?xml version="1.0"?><!-- salvata -->\n${N010.replaceAll('><', '>\n  <')}`;
    const detto = await importa(
      file('a.xml', N010),
      file('b.xml', latino),
      file('c.xml', conSpazi),
      file('d.xml', Buffer.from(N010).toString('base64')),
      file(
        'e.zip',
        zip([
          { nome: 'f.xml', byte: N010 },
          { nome: 'g.xml.gz', byte: gzipSync(N010) },
        ]),
      ),
    );
    expect(detto).toMatchObject({ code: 0, nuove: 1, giaNote: 5 });
  });

  it('an encrypted content belongs to the ente whose key opens it; without the key it waits outside with the reason', async () => {
    await inCoda();
    const nostra = issue({ cn: '999001-CO-9999' });
    const altrui = issue({ cn: '999002-CO-9999' });
    file('chiavi/1.p12', Buffer.from(toP12(nostra, 'segreta')));
    file('chiavi/1.password', 'segreta');
    const cifrato = (i: typeof nostra): Buffer =>
      Buffer.from(cifraContenuto(Buffer.from(N010), openDestinatario(i.cert)));
    const pem = `-----BEGIN CMS-----\n${cifrato(nostra).toString('base64')}\n-----END CMS-----\n`;
    const files = [
      file('1.p7m', cifrato(nostra)),
      file('2.b64', cifrato(nostra).toString('base64')),
      file('3.pem', pem),
      file('4.p7m', cifrato(altrui)),
      file('5.xml', N010),
    ];
    const { code, voci } = await importa(...files);
    expect(code).toBe(1);
    expect(voci.map((v) => [v.forma, v.esito])).toEqual([
      ['CIFRATO', 'nuova'],
      ['CIFRATO', 'duplicata'],
      ['CIFRATO', 'duplicata'],
      [undefined, 'rifiutata'],
      ['NOTIFICA', 'duplicata'],
    ]);
    expect(voci[3]).toMatchObject({ motivo: 'CHIAVE_MANCANTE', perche: expect.stringContaining('.p12') });
  });
});

describe('whose it is', () => {
  it('an envelope for somebody else is refused, and --comune does not make it ours', async () => {
    await inCoda();
    const altrui = file('altrui.xml', busta(1, N010, '123456'));
    for (const argv of [[altrui], [altrui, '--comune', ISTAT]])
      expect((await importa(...argv)).voci).toMatchObject([
        { motivo: 'DESTINATARIO', perche: expect.stringContaining('123456') },
      ]);
    expect((await importa(file('vecchio.xml', busta(2, N010, '999900')))).nuove).toBe(1);
  });

  it('with several enti what does not say whose it is wants --comune', async () => {
    const due = [ISTAT, '999002'].map((codiceIstat) => ({ codiceIstat, nome: 'Prova', keystoreDir: 'chiavi' }));
    b.configura({ enti: due });
    await inCoda();
    const n010 = file('n010.xml', N010);
    expect((await importa(n010)).voci).toMatchObject([{ motivo: 'ENTE', perche: expect.stringContaining('--comune') }]);
    expect((await importa(n010, '--comune', '999002')).voci).toMatchObject([
      { codDestinatario: '999002', esito: 'nuova' },
    ]);
    expect(await b.allinea('importa', n010, '--comune', '111111')).toMatchObject({ code: 2 });
  });
});

describe('bad input', () => {
  it('G33 G35 G36 G68: each bad entry has one reason and its place, the good ones are kept', async () => {
    await inCoda();
    const inps = N031.replace('N000notificheComuni', 'N000notificheINPS');
    const lista = elenco([
      { id: 1, tipo: 'N031', contenuto: gzipSync(N031) },
      { id: 2, tipo: 'N031', contenuto: '' },
      { id: 3, tipo: 'N031', contenuto: gzipSync('') },
      { id: 4, tipo: 'N031', contenuto: gzipSync('<a/>') },
      { id: 5, tipo: 'N031', grezzo: '<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="cid:1"/>' },
      { id: 6, contenuto: inps },
      { id: 7, tipo: 'N031', contenuto: gzipSync(N031).subarray(0, 40) },
      { id: 8, tipo: 'N031', contenuto: N031 },
      { id: 10 ** 50, tipo: 'N031', contenuto: N031 },
    ]);
    const { code, voci } = await importa(file('lista.xml', lista), file('inps.xml', inps));
    expect(code).toBe(1);
    expect(voci.map((v) => [v.posizione, v.motivo ?? v.esito])).toEqual([
      [1, 'nuova'],
      [2, 'SENZA_CONTENUTO'],
      [3, 'CONTENUTO_VUOTO'],
      [4, 'CONTENUTO_VUOTO'],
      [5, 'ALLEGATO_MANCANTE'],
      [6, 'ALTRO_DESTINATARIO'],
      [7, 'CONTENUTO_DANNEGGIATO'],
      [8, 'nuova'],
      [9, 'SENZA_ID'],
      [undefined, 'ALTRO_DESTINATARIO'],
    ]);
  });

  it('a list saved with its attachments has its contents', async () => {
    await inCoda();
    const xml = elenco([
      { id: 1, tipo: 'N031', grezzo: '<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="cid:a%40b"/>' },
    ]);
    const mime = Buffer.concat([
      Buffer.from(
        `--confine\r\nContent-Type: application/xop+xml\r\n\r\n${xml}\r\n--confine\r\nContent-ID: <a@b>\r\n\r\n`,
      ),
      gzipSync(N031),
      Buffer.from('\r\n--confine--\r\n'),
    ]);
    const intestata = Buffer.concat([Buffer.from('Content-Type: multipart/related; boundary="confine"\r\n\r\n'), mime]);
    expect(await importa(file('a.mime', mime), file('b.mime', intestata))).toMatchObject({
      code: 0,
      nuove: 1,
      giaNote: 1,
    });
  });

  it('a file that is not what it says, cut, empty, in a wrong encoding or with a DOCTYPE is one line', async () => {
    await inCoda();
    const files = [
      file('finto.xml', 'Gentile utente, la pagina non esiste'),
      file('pdf.xml', '%PDF-1.7'),
      file('tronco.gz', gzipSync(NRIS.repeat(50)).subarray(0, 300)),
      file('tronca.xml', busta(1, N010).slice(0, 400)),
      file('vuoto.xml', ''),
      file(
        'codifica.xml',
        Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${N010.replace('NOME', 'NOMÉ')}`, 'latin1'),
      ),
      file('ebcdic.xml', '<?xml version="1.0" encoding="IBM500"?><a/>'),
      file('doctype.xml', `<!DOCTYPE x [<!ENTITY a "b">]>${N010}`),
      file('pagina.html', '<html><body>errore</body></html>'),
      file(
        'fault.xml',
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault/></s:Body></s:Envelope>',
      ),
      file(
        'ko.xml',
        '<a:Risposta4005 xmlns:a="x"><a:rispostaKO><listaErrori>EN122</listaErrori></a:rispostaKO></a:Risposta4005>',
      ),
      file('3003.xml', '<a:Risposta3003 xmlns:a="x"><b>1</b></a:Risposta3003>'),
      file('subentro.xml', '<a:subentro xmlns:a="http://sogei.it/ANPR/subentro"><b>1</b></a:subentro>'),
      file('buono.xml', N010),
    ];
    const { voci, nuove, rifiutate } = await importa(...files);
    expect([nuove, rifiutate]).toEqual([1, files.length - 1]);
    expect(voci.map((v) => v.motivo)).toEqual([
      'CONTENUTO_SCONOSCIUTO',
      'CONTENUTO_SCONOSCIUTO',
      'GZIP_DANNEGGIATO',
      'XML_NON_VALIDO',
      'FILE_VUOTO',
      'XML_NON_VALIDO',
      'XML_NON_VALIDO',
      'XML_NON_VALIDO',
      'NON_RICONOSCIUTO',
      'NON_NOTIFICA',
      'ELENCO_VUOTO',
      'NON_NOTIFICA',
      'SUBENTRO',
      undefined,
    ]);
  });

  it('a zip with a password, another zip, odd names and a false length loses only those entries', async () => {
    await inCoda();
    const archivio = zip([
      { nome: '/etc/passwd', byte: busta(1, N010) },
      { nome: '../../fuori.xml', byte: busta(2, N010) },
      { nome: 'C:\\temp\\\u0007b.xml', byte: busta(3, N010) },
      { nome: 'segreto.xml', byte: busta(4, N010), protetta: true },
      { nome: 'dentro.zip', byte: zip([{ nome: 'x.xml', byte: busta(5, N010) }]) },
      { nome: 'bugia.xml', byte: busta(6, N010), lunghezza: 10 },
      { nome: 'strano.xml', byte: busta(7, N010), metodo: 12 },
      { nome: '__MACOSX/._x', byte: 'x' },
      { nome: 'cartella/', byte: '' },
      { nome: 'ultimo.xml', byte: busta(8, N010) },
    ]);
    const { voci } = await importa(file('tutto.zip', archivio));
    expect(voci.map((v) => v.motivo ?? v.esito)).toEqual([
      'nuova',
      'nuova',
      'nuova',
      'ZIP_PROTETTO',
      'ZIP_ANNIDATO',
      'ZIP_DANNEGGIATO',
      'ZIP_COMPRESSIONE',
      'nuova',
    ]);
    expect(voci[2]?.dove).not.toContain('\u0007');
    const tronco = await importa(file('tronco.zip', archivio.subarray(0, 900)));
    expect(tronco.voci).toMatchObject([{ motivo: 'ZIP_DANNEGGIATO' }]);
  });

  it('gigabytes of zeros, in a file, a gzip or a zip, are refused without holding them', async () => {
    await inCoda();
    const zeri = Buffer.alloc(64 * 1024 * 1024);
    const bomba = zip([
      { nome: 'zeri.xml', byte: zeri },
      { nome: 'piccoli.xml', byte: zeri, lunghezza: 1000 },
    ]);
    const files = [
      file('zeri.bin', zeri),
      file('zeri.gz', gzipSync(zeri)),
      file('zeri.zip', bomba),
      file('buono.xml', N010),
    ];
    const { voci, nuove } = await importa(...files);
    expect(nuove).toBe(1);
    expect(voci.map((v) => v.motivo)).toEqual([
      'TROPPO_GRANDE',
      'TROPPO_GRANDE',
      'TROPPO_GRANDE',
      'ZIP_DANNEGGIATO',
      undefined,
    ]);
  });

  it('thousands of entries and folders inside folders are taken one by one, and the list is kept short', async () => {
    await inCoda();
    file(
      'dentro/molte.zip',
      zip(Array.from({ length: 2000 }, (_, i) => ({ nome: `${i}.xml`, byte: i % 20 === 0 ? 'no' : busta(i, N010) }))),
    );
    file('dentro/sotto/una.xml', busta(5000, N010));
    file('dentro/.nascosto', 'x');
    const detto = await b.allinea('importa', join(b.dir, 'dentro'));
    expect(detto).toMatchObject({ code: 1, out: expect.stringContaining('1.901 in coda, 0 già note, 100 rifiutate') });
    expect(detto.out.split('\n').length).toBeLessThan(60);
    expect(detto.out).toContain('e altre 50');
  });
});

/** `importa` prints no byte of a refused file, whatever it is: it may be a file given by mistake. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { banco, ISTAT } from './banco.js';
import { zip } from './zip.js';

const b = banco();
/** Letters, digits and both: whatever a pattern lets through, it is found. */
const S = 'ZQXSEGRETO';
const N = '7391';
const HEX = Buffer.from(S).toString('hex').slice(0, 8);

const busta = (testata: string, contenuto = 'AAAA'): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><n:RichiestaN000 xmlns:n="http://sogei.it/ANPR/N000notificheComuni"><testataRichiestaN000>${testata}</testataRichiestaN000><contenuto>${contenuto}</contenuto></n:RichiestaN000></s:Body></s:Envelope>`;
const campi = (tipo: string, a: string, id: string): string =>
  `<tipoNotifica>${tipo}</tipoNotifica><codMittente>ANPR02</codMittente><codDestinatario>${a}</codDestinatario><dataOraRichiesta>2026-06-01T10:00:00</dataOraRichiesta><idOperazioneANPR>${id}</idOperazioneANPR>`;
const elenco = (voce: string): string =>
  `<a:Risposta4005 xmlns:a="http://sogei.it/ANPR/4000estrazione"><a:RispostaMultipla4005><testataRisposta><codMittente>${ISTAT}</codMittente></testataRisposta><statoRichiesta>2</statoRichiesta>${voce}</a:RispostaMultipla4005></a:Risposta4005>`;

const FILES: readonly (readonly [string, string | Buffer])[] = [
  ['text', `root:${S}:${N}::`],
  ['a table', `cognome;nome\r\n${S};${N}\r\n`],
  ['a key', `-----BEGIN PRIVATE KEY-----\n${Buffer.from(S).toString('base64')}\n-----END PRIVATE KEY-----\n`],
  ['JSON', `{"password":"${S}${N}"}`],
  ['a PDF', `%PDF-1.7 ${S}`],
  ['base64 of text', Buffer.from(`${S} ${N}`).toString('base64')],
  ['gzip of text', gzipSync(`${S} ${N}`)],
  ['deflate of text', deflateSync(`${S} ${N}`)],
  ['half a gzip', gzipSync(S.repeat(500)).subarray(0, 30)],
  ['XML of another kind', `<${S} a="${N}">${S}</${S}>`],
  ['XML of another namespace', `<x:NotificaN010 xmlns:x="urn:${S}">${N}</x:NotificaN010>`],
  ['a page', `<!DOCTYPE html><html><title>${S}</title></html>`],
  ['an entity', `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///${S}">]><x>&e;</x>`],
  ['XML that ends early', `<NotificaN010><${S}>${N}`],
  ['XML with a wrong end', `<NotificaN010><${S}></${N}></NotificaN010>`],
  ['XML with an unknown prefix', `<${S}:x a:b="${N}"/>`],
  ['XML with an unknown entity', `<NotificaN010>&${S};</NotificaN010>`],
  ['XML in an unknown encoding', `<?xml version="1.0" encoding="${S}"?><NotificaN010/>`],
  ['XML of a version that is not', `<?xml version="${N}"?><NotificaN010>${S}</NotificaN010>`],
  ['a repeated element', busta(`${campi('N010', ISTAT, '1')}<${S}/><${S}/>`)],
  ['an envelope for nobody', busta(campi(S, `${S}${N}`, '12'))],
  ['an envelope for a name', busta(campi(S, S, S))],
  ['an envelope without fields', busta(`<${S}>${N}</${S}>`)],
  ['an envelope with an id of letters', busta(campi('N010', '099999', S))],
  ['a fault', `<s:Fault xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><faultstring>${S}</faultstring></s:Fault>`],
  ['an answer of another service', `<r:Risposta6001 xmlns:r="urn:${S}"><x>${N}</x></r:Risposta6001>`],
  ['a list with a wrong id', elenco(`<elencoRisposte><idOperazioneANPR>${S}_${N}</idOperazioneANPR></elencoRisposte>`)],
  [
    'a list with a wrong content',
    elenco(
      `<elencoRisposte><idOperazioneANPR>5</idOperazioneANPR><contenutoRisposta>${S}!${N}</contenutoRisposta></elencoRisposte>`,
    ),
  ],
  [
    'a call with attachments',
    `--${S}\r\nContent-Type: ${S}/${N}\r\nContent-ID: <${S}>\r\n\r\n${busta(campi('N010', ISTAT, '9'), `<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="cid:${S}"/>`)}\r\n--${S}--\r\n`,
  ],
  ['half a zip', zip([{ nome: 'a.xml', byte: S }]).subarray(0, 40)],
  ['an encrypted content that is none', Buffer.concat([Buffer.from([0x30, 0x82, 0x01, 0x00]), Buffer.from(S)])],
  ['zeros', Buffer.alloc(64)],
];

it.each(FILES)('importa prints no byte of a refused file: %s', async (_, contenuto) => {
  await b.conDb(async () => undefined);
  const file = join(b.dir, 'x.dat');
  writeFileSync(file, contenuto);
  for (const altro of [[], ['--json'], ['--tutte']]) {
    const { code, out, err } = await b.allinea('importa', file, ...altro);
    expect(code).toBe(1);
    expect(`${out}${err}`.toUpperCase()).not.toContain(S);
    expect(out + err).not.toContain(N);
    expect(out + err).not.toContain(HEX);
    expect(out + err).toMatch(/rifiutat|Non importate|non è/i);
  }
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeRichiesta } from '../../src/soap/busta.js';
import { openContratto } from '../../src/soap/contratto.js';
import { tempFolder } from './pki.js';
import { isInstalled, run, succeeds } from './programmi.js';

const NOSTRO = readFileSync('src/anpr/wsdl/N000.wsdl', 'utf8');
const UFFICIALE = join(process.cwd(), '../shared/spec/xsd/N000/N000serviziNotifiche.wsdl');
const folder = tempFolder();
afterAll(() => folder.remove());

const xmllint = isInstalled('xmllint');
const ufficiale = existsSync(UFFICIALE);
if (!ufficiale) console.log('SKIPPED: ../shared/spec is not there, nothing was checked against the official WSDL');

/** The schema inside a WSDL, as a file of its own. */
function schemaOf(wsdl: string, nome: string): string {
  const schema = /<(xsd|xs):schema[\s\S]*<\/\1:schema>/.exec(wsdl)?.[0] ?? '';
  const spazi =
    'xmlns:tns="http://sogei.it/ANPR/N000AnprService" xmlns:n000="http://sogei.it/ANPR/N000AnprService" xmlns:xmime="http://www.w3.org/2005/05/xmlmime"';
  const xmlns = schema.replace(
    /<(xsd|xs):schema/,
    (_, p: string) => `<${p}:schema xmlns:${p}="http://www.w3.org/2001/XMLSchema" ${spazi}`,
  );
  // The official file declares xmime on the element that uses it; declaring it twice there is harmless.
  return folder.write(nome, xmlns);
}

const bodyOf = (soap: string, elemento: string): string => {
  const trovato = new RegExp(`<(\\w+):${elemento}[\\s\\S]*</\\1:${elemento}>`).exec(soap)?.[0];
  if (trovato === undefined) throw new Error('no body');
  return trovato;
};

const RICHIESTA = writeRichiesta({
  tipoNotifica: 'N010',
  codMittente: '999999',
  codDestinatario: '015146',
  dataOraRichiesta: '2026-03-01T10:59:58.904+01:00',
  idOperazioneANPR: '4310655090',
  contenuto: Buffer.from('x'),
});

describe.skipIf(!xmllint)('against the schemas', () => {
  const wsdls: [string, string][] = [['ours', NOSTRO]];
  if (ufficiale) wsdls.push(['the official one', readFileSync(UFFICIALE, 'utf8')]);

  it.each(wsdls)('every answer and the request of the fictitious ANPR are valid: %s', async (nome, wsdl) => {
    const schema = schemaOf(wsdl, `${nome}.xsd`);
    const isValid = (xml: string): boolean =>
      succeeds('xmllint', '--noout', '--schema', schema, folder.write('x.xml', xml));
    for (const campo of ['entrambi', 'codiceEsito', 'esito'] as const) {
      const contratto = await openContratto(NOSTRO, campo);
      for (const codice of ['1', '5', '6'] as const) {
        expect(isValid(bodyOf(contratto.risposta(codice).toString(), 'RispostaN000'))).toBe(true);
      }
    }
    expect(isValid(bodyOf(RICHIESTA, 'RichiestaN000'))).toBe(true);
    expect(isValid(bodyOf(RICHIESTA, 'RichiestaN000').replace(/<contenuto>.*<\/contenuto>/, ''))).toBe(false);
  });

  it('our WSDL is well-formed', () => {
    expect(run('xmllint', '--noout', 'src/anpr/wsdl/N000.wsdl')).toBe('');
  });
});

describe.skipIf(!ufficiale)('our WSDL and the official one say the same', () => {
  const nomi = (wsdl: string): string[] => [...wsdl.matchAll(/\bname="([^"]+)"/g)].map((m) => m[1] ?? '').sort();
  const valori = (wsdl: string, attributo: string): string[] =>
    [...new Set([...wsdl.matchAll(new RegExp(`\\b${attributo}="([^"]*)"`, 'g'))].map((m) => m[1] ?? ''))].sort();

  it('names of service, port, binding, operation, messages, parts and elements', () => {
    expect(nomi(NOSTRO)).toEqual(nomi(readFileSync(UFFICIALE, 'utf8')));
  });

  it.each(['targetNamespace', 'soapAction', 'use', 'style', 'transport'])('%s', (attributo) => {
    expect(valori(NOSTRO, attributo)).toEqual(valori(readFileSync(UFFICIALE, 'utf8'), attributo));
  });
});

describe('openContratto', () => {
  it('refuses a WSDL that is not of this service', async () => {
    const altro = NOSTRO.replaceAll('RispostaN000', 'RispostaN001').replaceAll('RichiestaN000', 'RichiestaN001');
    await expect(openContratto(altro, 'entrambi')).rejects.toThrow();
  });
});

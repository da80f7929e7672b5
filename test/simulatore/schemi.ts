/** The official schemas, where the reference folder is beside the project: contents are checked against them. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';

const CARTELLA = resolve(dirname(fileURLToPath(import.meta.url)), '../../../shared/spec/xsd');

/** Root element → schema file; the first that matches. */
const SCHEMI: readonly (readonly [RegExp, string])[] = [
  [/^Risposta1/, 'comuni/1000iscrizione.xsd'],
  [/^Risposta2/, 'comuni/2000cancellazione.xsd'],
  [/^(Risposta|Richiesta)3/, 'comuni/3000consultazione.xsd'],
  [/^(Risposta|Richiesta)4/, 'comuni/4000estrazione.xsd'],
  [/^(Risposta|Richiesta)7/, 'comuni/7001scaricoTabelle.xsd'],
  [/^Risposta5/, 'comuni/5000mutazione.xsd'],
  [/^RispostaA/, 'comuni/A000aire.xsd'],
  [/^NotificaN01[0145]$/, 'N000/N000notificheComuni.xsd'],
  [/^NotificaN03/, 'N000/N000notificheComuni.xsd'],
  [/^subentro$/, 'comuni/subentro.xsd'],
  [/^predisposizioneAnagrafica$/, 'ansc/xsd/predisposizioneAnagrafica.xsd'],
];

/** False where the folder with the official schemas is not beside the project. */
export const schemiPresenti = existsSync(CARTELLA);
if (!schemiPresenti)
  console.warn('Schemi ufficiali assenti (../shared/spec/xsd): la verifica dei contenuti è saltata.');

const aperti = new Map<string, XsdValidator>();

function schema(file: string): XsdValidator {
  const noto = aperti.get(file);
  if (noto !== undefined) return noto;
  xmlRegisterFsInputProviders();
  const percorso = join(CARTELLA, file);
  const nuovo = XsdValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(percorso), { url: percorso }));
  aperti.set(file, nuovo);
  return nuovo;
}

/** Checks a document; the complaints of the schema, or undefined for a root that has no published schema. */
export function controlla(xml: string): string[] | undefined {
  const doc = XmlDocument.fromString(xml);
  try {
    const file = SCHEMI.find(([radice]) => radice.test(doc.root.name))?.[1];
    if (file === undefined) return undefined;
    schema(file).validate(doc);
    return [];
  } catch (e) {
    return [e instanceof Error ? e.message : String(e)];
  } finally {
    doc.dispose();
  }
}

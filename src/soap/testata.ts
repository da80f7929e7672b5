/**
 * The header of a notification: five fields of a RichiestaN000, as the official schema has them.
 * Invariant: what the schema allows is read, and fits the columns of the inbox; only what is not there, or names nobody,
 * makes a request incomplete. Two keys never become one by being cut.
 */
import { createHash } from 'node:crypto';
import type { XmlElement } from 'libxml2-wasm';
import { idCanonico } from '../anpr/id-operazione.js';
import { EnvelopeError } from '../errors.js';
import type { TestataNotifica } from './busta.js';
import { elementsOf } from './dom.js';

export const CAMPI = [
  'tipoNotifica',
  'codMittente',
  'codDestinatario',
  'dataOraRichiesta',
  'idOperazioneANPR',
] as const;
type Campo = (typeof CAMPI)[number];

/** Width of the key in the inbox; ids are numbers of up to 30 digits, or UUIDs. */
const MAX_ID = 64;
const MAX_DESCRITTIVO = 40;
const MAX_DATA = 64;
const MAX_DESTINATARIO = 20;

/** Children by local name (ANPR's are in no namespace, some stacks qualify them). @throws EnvelopeError 5 on a repeated one */
export function byLocalName(e: XmlElement): Map<string, XmlElement> {
  const trovati = new Map<string, XmlElement>();
  for (const figlio of elementsOf(e)) {
    const nome = figlio.name;
    // Only names of ours go into a reason.
    if (trovati.has(nome)) {
      const quale = CAMPI.find((campo) => campo === nome);
      throw new EnvelopeError('5', 'RICHIESTA_AMBIGUA', `elemento ripetuto${quale === undefined ? '' : `: ${quale}`}`);
    }
    trovati.set(nome, figlio);
  }
  return trovati;
}

/** Characters that a terminal obeys, or that no column keeps, are blanks. Codes are not checked against a list (G18). */
const descrittivo = (testo: string, max: number): string => testo.slice(0, max).replace(/\p{C}/gu, ' ').trim();

/** Digits with a sign, or the letters and dashes of the newer services. */
function chiave(testo: string): string | undefined {
  const id = idCanonico(testo);
  if (!/^[0-9A-Za-z-]+$/.test(id)) return undefined;
  if (id.length <= MAX_ID) return id;
  // An integer of the schema may be longer than any key: its beginning, and what tells it from every other.
  const impronta = createHash('sha256').update(id).digest('hex').slice(0, 40);
  return `${id.slice(0, MAX_ID - impronta.length - 1)}-${impronta}`;
}

const LEGGI: Readonly<Record<Campo, (testo: string) => string | undefined>> = {
  tipoNotifica: (t) => descrittivo(t, MAX_DESCRITTIVO),
  codMittente: (t) => descrittivo(t, MAX_DESCRITTIVO),
  codDestinatario: (t) => (t.length <= MAX_DESTINATARIO && /^[0-9A-Za-z]+$/.test(t) ? t : undefined),
  dataOraRichiesta: (t) => descrittivo(t, MAX_DATA) || undefined,
  idOperazioneANPR: chiave,
};

/**
 * Reads what can be read of the header: also what a refusal will be remembered by.
 * @throws EnvelopeError 5 RICHIESTA_AMBIGUA
 */
export function readTestata(testata: XmlElement | undefined): Partial<TestataNotifica> {
  const letti: Partial<Record<Campo, string>> = {};
  if (testata === undefined) return letti;
  const campi = byLocalName(testata);
  for (const campo of CAMPI) {
    const testo = campi.get(campo)?.content.trim();
    const valore = testo === undefined ? undefined : LEGGI[campo](testo);
    if (valore !== undefined) letti[campo] = valore;
  }
  return letti;
}

export function isComplete(t: Partial<TestataNotifica>): t is TestataNotifica {
  return CAMPI.every((campo) => t[campo] !== undefined);
}

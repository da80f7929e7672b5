/**
 * The table of effects, event by event, as an office can be asked "is this right?": made from the golden cases, so that
 * what it says is what the code does. To write it again, from the root of the project:
 *   node -e "import('vite').then((v) => v.runnerImport('./test/notifiche/effetti.ts')).then((m) => m.module.scriviEffetti())"
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TIPI } from '../../src/notifiche/index.js';
import { casi } from './caso.js';

/** Where the table is kept. */
export const PAGINA = fileURLToPath(new URL('../../docs/effetti.md', import.meta.url));

interface Attesi {
  readonly cambi?: Readonly<Record<string, unknown>>;
  readonly variazioni?: readonly string[];
  readonly chiuse?: readonly string[];
  readonly segnalazioni?: readonly string[];
  readonly note?: readonly string[];
  /** Why it waits, if it cannot be applied. */
  readonly parcheggiata?: string;
}

const TESTA = `# Effetti degli eventi sugli uffici

Questa tabella è generata dai casi di prova (\`test/notifiche\`): ogni riga è un caso verificato a ogni modifica del programma, quindi
dice ciò che il programma fa davvero. Il nome del caso è la frase della regola; il contenuto e le righe complete sono nella cartella
con lo stesso nome. «chiude» = una variazione ancora aperta che il fatto disfa o conferma. \`+\` = righe nuove, \`-\` = righe che finiscono.
Vuoto = nessun effetto su quell'ufficio.
`;

/** \`Tributi\` and \`elettorale\` in short: kind and, where it is a state and not a name or an address, the values. */
function breve(variazione: string, chiusa: boolean): string | undefined {
  const m = /^(TRIBUTI|ELETTORALE) (\S+) (\S+)(?: \((\w+)\))? \S+: (.*?) → (.*?)(?:, |: [A-Z_]+$)/.exec(variazione);
  const regola = / \(regola ([A-Z]+)\)$/.exec(variazione)?.[1];
  if (m === null) return undefined;
  const [, , ambito, tipo, , prima = '', dopo = ''] = m;
  const stato = /^(\(vuoto\)|[A-Z_]{4,}|\d+)$/;
  const valori = stato.test(prima) && stato.test(dopo) ? ` ${prima} → ${dopo}` : '';
  return `${chiusa ? 'chiude ' : ''}${ambito} ${tipo}${valori}${regola === undefined ? '' : ` (${regola})`}`;
}

function ufficio(quale: string, attesi: Attesi): string {
  const aperte = (attesi.variazioni ?? []).filter((v) => v.startsWith(quale)).map((v) => breve(v, false));
  const chiuse = (attesi.chiuse ?? []).filter((v) => v.startsWith(quale)).map((v) => breve(v, true));
  return [...new Set([...aperte, ...chiuse].filter((t) => t !== undefined))].join('<br>');
}

/** Tables of the anagrafe whose rows change, with how many; `+` new rows, `-` rows that end. */
function anagrafe(attesi: Attesi): string {
  const quante = new Map<string, number>();
  for (const chiave of Object.keys(attesi.cambi ?? {})) {
    const [, segno = '', tabella = chiave] = /^([+-] )?(\S+)/.exec(chiave) ?? [];
    if (/^(tributi|elettorale)/.test(tabella)) continue;
    const cosa = `${segno}${tabella}`;
    quante.set(cosa, (quante.get(cosa) ?? 0) + 1);
  }
  return [...quante].map(([cosa, n]) => (n === 1 ? cosa : `${cosa} ×${n}`)).join(', ');
}

/** An anomaly or a note by its rule alone. */
function daVedere(attesi: Attesi): string {
  const regole = [...(attesi.segnalazioni ?? []), ...(attesi.note ?? [])].map((s) => String(s).split(/[\s:]/)[0]);
  const attesa = attesi.parcheggiata === undefined ? [] : [`in attesa: ${attesi.parcheggiata}`];
  return [...attesa, ...new Set(regole)].join(', ');
}

function riga(cartella: string): string {
  const attesi = JSON.parse(readFileSync(join(cartella, 'changes.json'), 'utf8')) as Attesi;
  const frase = basename(cartella).replaceAll('_', ' ').replaceAll('|', '/');
  const celle = [frase, anagrafe(attesi), ufficio('TRIBUTI', attesi), ufficio('ELETTORALE', attesi), daVedere(attesi)];
  return `| ${celle.join(' | ')} |`;
}

/** The whole page, from the cases as they are. */
export function effetti(): string {
  const perTipo = new Map<string, string[]>();
  for (const { cartella } of casi()) {
    const tipo = basename(dirname(cartella));
    perTipo.set(tipo, [...(perTipo.get(tipo) ?? []), riga(cartella)]);
  }
  const parti = [...perTipo].sort(([a], [b]) => (a < b ? -1 : 1)).map(([tipo, righe]) => capitolo(tipo, righe));
  return `${TESTA}\n${parti.join('\n')}`;
}

/** Chapters of several codes. */
const DI_PIU_CODICI: Readonly<Record<string, string>> = {
  NA0x: 'Annunci dello stato civile',
  C00x: 'Richieste dei consolati',
};

function capitolo(tipo: string, righe: readonly string[]): string {
  const descrizione = TIPI.find((t) => tipo.startsWith(`${t.codice}-`))?.descrizione ?? DI_PIU_CODICI[tipo.slice(0, 4)];
  const codice = /^(NRIS-\w{4}|\w{4})/.exec(tipo)?.[1] ?? tipo;
  const testata = '| evento | righe di anagrafe | tributi | elettorale | da vedere |\n|---|---|---|---|---|';
  return `## ${codice} · ${descrizione}\n\n${testata}\n${[...righe].sort().join('\n')}\n`;
}

/** Writes the page again. */
export function scriviEffetti(): void {
  writeFileSync(PAGINA, effetti());
}

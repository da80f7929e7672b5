/**
 * The rules of data quality as the page an operator reads (`docs/controlli.md`).
 * Invariant: pure; the page is this text and nothing else, and a test keeps it so.
 */
import { REGOLE } from './controlli.js';

const NON_VERIFICATI: readonly (readonly [string, string])[] = [
  ['Q05', 'occupanti prima e dopo fra le famiglie di una stessa operazione: le notifiche arrivano una per volta'],
  ['Q10', 'sezione diversa da quella dello stradario: la dà l’ufficio elettorale'],
  ['Q13', 'indirizzo senza luogo, sezione o utenza TARI: la dà l’ufficio tributi'],
  ['Q15', 'codice di comune non valido alla data: serve l’archivio storico dei comuni'],
  ['Q17', 'genitori indicati come NN: Allinea non conserva i genitori'],
  ['Q18', 'componente di convivenza in un’utenza domestica: per costruzione non accade (nuclei solo da famiglie)'],
];

const TESTO = `# I controlli sulla qualità dei dati

Questa pagina è generata dal codice (\`src/registri/controlli.ts\`): non va corretta a mano.

Dopo ogni applicazione Allinea controlla le persone e le famiglie toccate. Ciò che non torna è una riga aperta di \`allinea anomalie\`, con
l'ufficio che deve guardarla; quando i fatti la smentiscono si chiude da sola. Accanto ai controlli ci sono i
compiti: ciò che un evento chiede di fare a un ufficio oltre alle sue variazioni (la colonna T della matrice). Ciò che una persona chiude (\`--chiudi\`) resta
chiuso finché la causa dura. Un controllo non ferma mai l'applicazione di una notifica.
\`BLOCCO\`: va risolto prima di un'esportazione. \`CONTROLLO\`: qualcuno deve guardare. \`AVVISO\`: è bene saperlo.
`;

/** The whole page, ending in a newline. */
export function paginaControlli(): string {
  const righe = Object.entries(REGOLE).map(
    ([codice, r]) => `| \`${codice}\` | ${r.descrizione} | ${r.gravita} | ${r.ufficio} |`,
  );
  const altre = NON_VERIFICATI.map(([codice, perche]) => `| \`${codice}\` | ${perche} |`);
  return [
    TESTO,
    '| regola | che cosa | gravità | ufficio |\n|---|---|---|---|',
    righe.join('\n'),
    '\n## Che cosa non si controlla qui\n',
    '| regola | perché |\n|---|---|',
    altre.join('\n'),
    '',
  ].join('\n');
}

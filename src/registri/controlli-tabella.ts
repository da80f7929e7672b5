/**
 * The rules of data quality as the page an operator reads (`docs/controlli.md`).
 * Invariant: pure; the page is this text and nothing else, and a test keeps it so.
 */
import { REGOLE } from './controlli.js';

const NON_VERIFICATI: readonly (readonly [string, string])[] = [
  [
    'Q05',
    'occupanti prima e dopo di una stessa operazione: non possono differire, un nucleo conta le persone che vi sono iscritte (provato su vite a caso in `test/registri/occupanti.test.ts`); chi resta senza famiglia è `Q02`',
  ],
  [
    'Q13',
    'l’aggancio a un luogo: gli indirizzi non hanno un registro proprio; senza utenza TARI è `TARI_NON_DICHIARATA`',
  ],
  [
    'Q15',
    'senza l’archivio storico (`allinea comuni importa`) soltanto la forma dei codici; con l’archivio mai i codici dell’ente, né ciò che è accaduto dopo il suo ultimo aggiornamento, né un codice ISTAT cambiato con la provincia se il codice catastale era valido quel giorno',
  ],
  [
    'Q16',
    'lo stato di nascita di chi è nato prima del 9 luglio 2011, se la tabella degli stati esteri non lo conosce: può essere uno stato che non esiste più',
  ],
];

const TESTO = `# I controlli sulla qualità dei dati

Questa pagina è generata dal codice (\`src/registri/controlli.ts\`): non va corretta a mano.

Dopo ogni applicazione Allinea controlla le persone e le famiglie toccate. Ciò che non torna è una riga aperta di \`allinea anomalie\`, con
l'ufficio che deve guardarla; quando i fatti la smentiscono si chiude da sola. Ciò che dipende da sezioni, stradario e giorno del voto è guardato anche ogni notte. Accanto ai controlli ci sono i
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

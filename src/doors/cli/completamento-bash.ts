/**
 * The completion for bash, as a script that asks nobody: Node takes half a second to start, at every Tab.
 * Invariant: every word in it is quoted, and it needs nothing but bash. Pure.
 */
import { type Opzione, tutteLeVoci, type Valore, type Voce } from './albero.js';

const tra = (testo: string): string => `'${testo.replaceAll("'", "'\\''")}'`;

/** The words after `allinea`, with a blank before each: ` sezioni importa`. */
const via = ({ parole }: Voce): string =>
  parole
    .slice(1)
    .map((p) => ` ${p}`)
    .join('');

const caso = (chi: readonly string[], fa: string): string => `    ${chi.map(tra).join('|')}) ${fa} ;;`;

/** What completes a value; nothing where only the operator knows it. */
function completa({ tipo, scelte }: Valore): string {
  if (scelte.length > 0) return `_allinea_fra ${tra(scelte.join(' '))}`;
  return tipo === 'FILE' ? '_allinea_percorsi -f' : tipo === 'CARTELLA' ? '_allinea_percorsi -d' : ':';
}

function valori(voce: Voce): string[] {
  const con = voce.opzioni.filter((o): o is Opzione & { valore: Valore } => o.valore !== undefined && !o.facoltativo);
  return con.map((o) =>
    caso(
      o.nomi.map((n) => `${via(voce)} ${n}`),
      `${completa(o.valore)}; return`,
    ),
  );
}

function parole(voce: Voce): string {
  const opzioni = voce.opzioni.flatMap((o) => o.nomi).join(' ');
  const sotto = voce.sotto.map((s) => s.parole.at(-1) ?? '');
  const [primo] = voce.argomenti;
  const altro =
    sotto.length > 0
      ? `_allinea_fra ${tra([...sotto, 'help'].join(' '))}`
      : primo === undefined
        ? ':'
        : completa(primo.valore);
  return caso([via(voce)], `if [[ $cur == -* ]]; then _allinea_fra ${tra(opzioni)}; else ${altro}; fi`);
}

/** The script. @param albero the whole program */
export function completamentoBash(albero: Voce): string {
  const voci = tutteLeVoci(albero);
  return `# Completion of allinea for bash, made from its commands by: allinea completamento bash
_allinea_fra() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }

_allinea_percorsi() {
  compopt -o filenames 2>/dev/null || :
  mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
}

_allinea() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} via='' i parola
  COMPREPLY=()
  # --option=value comes as three words.
  if [[ $cur == '=' ]]; then cur=''; elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    parola=\${COMP_WORDS[i]}
    if [[ $parola == help ]]; then continue; fi
    case "$via $parola" in
${caso(voci.filter((v) => v.parole.length > 1).map(via), 'via+=" $parola"')}
    *) break ;;
    esac
  done
  # A word that is no command: nothing may follow.
  if ((i < COMP_CWORD)); then
    case "$via" in
${caso(voci.filter((v) => v.sotto.length > 0).map(via), 'return')}
    esac
  fi
  case "$via $prev" in
${voci.flatMap(valori).join('\n')}
  esac
  case "$via" in
${voci.map(parole).join('\n')}
  esac
}

complete -F _allinea allinea
`;
}

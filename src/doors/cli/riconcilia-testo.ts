/** The ledger of reconciliation as an operator reads it: by type, what is missing, what ANPR is still asked. Pure. */

import { giornoInItalia } from '../../anpr/ora-italiana.js';
import { voceDi } from '../../anpr/tabella.js';
import { OGNI_TIPO } from '../../store/finestre.js';
import type { Rapporto, RigaRapporto, VoceRapporto } from '../../work/riconcilia/rapporto.js';
import { conto, istante, numero, tabella } from './testo.js';

/** Listed one by one; the rest is only counted, `--json` has all. */
const PRIME = 20;

const nomeTipo = (tipo: string): string => (tipo === OGNI_TIPO ? 'ogni tipo' : tipo);
const giorno = (iso: string | null): string =>
  iso === null ? '-' : giornoInItalia(iso).split('-').toReversed().join('/');

const STATI: Readonly<Record<RigaRapporto['stato'], string>> = {
  DA_CHIEDERE: 'da chiedere',
  CHIESTA: 'chiesta ad ANPR',
  RECUPERO: 'recupero in corso',
  COPERTA: 'confrontata',
  DIVISA: 'divisa',
  IRRECUPERABILE: 'ANPR non la dà più',
  ANNULLATA: 'annullata',
};

const MOTIVI: Readonly<Record<string, string>> = {
  CONTENUTO_VUOTO: 'ANPR la dà senza contenuto',
  NON_DATA: 'ANPR non la dà',
  TROPPO_VECCHIO: 'più vecchia di 180 giorni',
  IN_ELABORAZIONE: 'ANPR la stava ancora elaborando',
  OROLOGIO: 'ANPR dice che finisce nel futuro',
  TROPPE_OCCORRENZE: 'troppe notifiche insieme',
  MAI_CHIESTA: 'mai chiesta in tempo',
  NOTIFICHE_NON_DATE: 'alcune notifiche non date',
};

const perche = (motivo: string | null): string => (motivo === null ? '' : (voceDi(MOTIVI, motivo) ?? motivo));

function perTipo(righe: readonly RigaRapporto[]): string[][] {
  const tipi = [...new Set(righe.map((r) => r.tipo))];
  return tipi.map((tipo) => {
    const sue = righe.filter((r) => r.tipo === tipo);
    const fatte = sue.filter((r) => r.stato === 'COPERTA');
    const somma = (campo: 'elencate' | 'note' | 'mancanti' | 'recuperate' | 'irrecuperabili'): string =>
      numero(sue.reduce((n, r) => n + r[campo], 0));
    const fino =
      fatte
        .map((r) => r.al)
        .toSorted()
        .at(-1) ?? null;
    return [
      nomeTipo(tipo),
      `${fatte.length}/${sue.length}`,
      istante(fino),
      somma('elencate'),
      somma('note'),
      somma('mancanti'),
      somma('recuperate'),
      somma('irrecuperabili'),
    ];
  });
}

const TITOLI = ['tipo', 'finestre', 'fino al', 'elencate', 'note', 'mancanti', 'recuperate', 'non date'];

function finestre(righe: readonly RigaRapporto[]): string[] {
  if (righe.length === 0) return [];
  const celle = righe.map((r) => [
    nomeTipo(r.tipo),
    `${istante(r.dal)} - ${istante(r.al)}`,
    STATI[r.stato],
    numero(r.elencate),
    giorno(r.scadeIl),
    perche(r.motivo),
  ]);
  return [tabella([['tipo', 'periodo', 'stato', 'elencate', 'si può chiedere fino al', ''], ...celle])];
}

function mancanti(voci: readonly VoceRapporto[]): string[] {
  if (voci.length === 0) return [];
  const righe = voci.slice(0, PRIME).map((v) => {
    const stato = v.stato === 'IRRECUPERABILE' ? 'abbandonata' : 'in recupero';
    return `  ${v.idOperazioneANPR} ${v.tipo ?? ''}: ${stato}, ${perche(v.motivo) || 'ancora da chiedere'}; si può chiedere fino al ${giorno(v.finoAl)}`;
  });
  const altre = voci.length > PRIME ? [`  … e altre ${numero(voci.length - PRIME)}`] : [];
  return ['Notifiche che ANPR elenca e qui mancano:', ...righe, ...altre];
}

function attese(r: Rapporto): string[] {
  if (r.totali.aperte === 0) return [];
  const quando = r.prossimaVisita === null ? '' : `, la prossima si guarda il ${istante(r.prossimaVisita)}`;
  return [
    `In attesa: ${conto(r.totali.aperte, 'finestra', 'finestre')}, ${conto(r.richiesteAperte, 'richiesta', 'richieste')} presso ANPR${quando}. Il demone le ritira da solo.`,
  ];
}

/** The report; `intero` shows every window, otherwise only those still open or lost. */
export function raccontaRapporto(nome: string, r: Rapporto, intero: boolean): string {
  if (r.finestre.length === 0)
    return `${nome} (${r.codComune}): nessuna finestra, la riconciliazione non è mai partita.`;
  const mostrate = intero ? r.finestre : r.finestre.filter((f) => f.stato !== 'COPERTA');
  const blocchi = [
    [`${nome} (${r.codComune})`, tabella([TITOLI, ...perTipo(r.finestre)])],
    finestre(mostrate),
    mancanti(r.voci),
    attese(r),
  ];
  return blocchi
    .filter((b) => b.length > 0)
    .map((b) => b.join('\n'))
    .join('\n\n');
}

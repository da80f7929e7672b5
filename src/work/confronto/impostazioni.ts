/**
 * The comparison with ANPR as the configuration sets it, and how an ente asks.
 * Invariant: the number of a question is taken and committed before the question leaves.
 */

import { giornoInItalia } from '../../anpr/ora-italiana.js';
import { creaParametri } from '../../registri/parametri.js';
import type { Contesto } from '../../registri/stato.js';
import type { ClientANPR } from '../../soap/client/servizi.js';
import type { Database } from '../../store/database.js';
import { prendiNumero } from '../../store/numeratore.js';
import { codiciDi, type Ente } from '../enti.js';
import type { Domanda } from './domanda.js';

/** The section `confronto` of the configuration. */
export interface ImpostazioniConfronto {
  /** People asked for with 3002 in one run, at most. */
  readonly personePerGiro: number;
  /** People touched in these days are compared too; 0 = only the sample. */
  readonly giorniRecenti: number;
  /** Answers that differ are applied; otherwise they are only told. */
  readonly correggi: boolean;
  /** 3002 looks in the whole country: whoever left is found where they went. */
  readonly ricercaNazionale: boolean;
  /** Cards asked for after N010 and N015 in one run, at most. */
  readonly schedePerGiro: number;
  readonly personePerVerifica: number;
  readonly notifichePerVerifica: number;
  /** A due notification that waits longer is told. */
  readonly fermeDopoMinuti: number;
}

/** Where the judgement is made for an ente today. */
export function contestoDi(ente: Ente, now: Date): Contesto {
  return {
    codComune: ente.codiceIstat,
    codici: new Set(codiciDi(ente)),
    oggi: giornoInItalia(now),
    parametri: creaParametri(ente.parametri ?? []),
  };
}

/** How questions are asked on behalf of an ente; undefined without access to ANPR. */
export function domandaDi(
  client: ClientANPR | null,
  o: { readonly db: Database; readonly codComune: string; readonly now: () => Date; readonly nazionale: boolean },
): Domanda | undefined {
  if (client === null) return undefined;
  const numero = (): Promise<string> => o.db.transaction((tx) => prendiNumero(tx, o.codComune, o.now().toISOString()));
  return { client, numero, nazionale: o.nazionale };
}

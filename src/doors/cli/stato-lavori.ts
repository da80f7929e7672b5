/** The periodic jobs in `allinea stato`: last run and next of each. Pure text. */
import { isFermo, type StatoLavoro } from '../../work/lavori-stato.js';
import { istante, tabella } from './testo.js';

/** So many enti are named; of more the number says enough. */
const QUANTI = 5;

function ultima(s: StatoLavoro): string {
  if (s.ultima === null) return 'mai';
  return `${istante(s.ultima)}${s.riuscita ? '' : ' (fallita)'}`;
}

const perChi = ({ mancaA }: StatoLavoro): string => {
  if (mancaA.length === 0) return '';
  const altri = mancaA.length > QUANTI ? ` e altri ${mancaA.length - QUANTI}` : '';
  return ` per ${mancaA.slice(0, QUANTI).join(', ')}${altri}`;
};

function prossima(s: StatoLavoro, now: Date): string {
  if (s.orario === null) return 'mai (spento nella configurazione)';
  const corsa = s.inCorsoDal === null ? '' : `, cominciato il ${istante(s.inCorsoDal)} e non finito`;
  if (isFermo(s, now)) return `NON ESEGUITO${perChi(s)}: era previsto il ${istante(s.mancaDal)}${corsa}`;
  return s.mancaDal === null ? istante(s.prossima) : `appena possibile${corsa}`;
}

/** The table of the jobs. */
export function testoLavori(tutti: readonly StatoLavoro[], now: Date): string {
  if (tutti.every((s) => s.ultima === null && s.mancaDal === null && s.inCorsoDal === null))
    return 'Lavori periodici: nessuno ancora eseguito (li esegue il demone)';
  const righe = tutti.map((s) => [`  ${s.titolo} (${s.lavoro})`, ultima(s), prossima(s, now)]);
  return `Lavori periodici:\n${tabella([['  LAVORO', 'ULTIMA VOLTA', 'PROSSIMA'], ...righe])}`;
}

/** Somebody should look: a job was not run when it should have been. */
export const lavoriDaGuardare = (tutti: readonly StatoLavoro[], now: Date): boolean =>
  tutti.some((s) => isFermo(s, now));

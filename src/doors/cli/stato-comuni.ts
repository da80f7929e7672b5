/** The archive of the comuni in `allinea stato` and `allinea comuni mostra`: there or not, and how old. Only ever a hint. */
import type { StatoComuni } from '../../store/comuni-storici.js';
import { comuniVecchi } from '../../work/comuni-storici.js';
import { conto, istante } from './testo.js';

export function testoComuni(stato: StatoComuni | undefined, now: Date): string {
  if (stato === undefined)
    return 'Archivio dei comuni: non importato, dei codici si controlla la forma («allinea comuni importa», vedi il manuale)';
  const { righe, aggiornatoAl, importatoIl } = stato;
  const al = aggiornatoAl === null ? '' : `, aggiornato al ${aggiornatoAl}`;
  const consiglio = comuniVecchi(stato, now) ? '; vedere se ce n’è uno più recente' : '';
  return `Archivio dei comuni: ${conto(righe, 'riga', 'righe')}${al}, importato il ${istante(importatoIl)}${consiglio}`;
}

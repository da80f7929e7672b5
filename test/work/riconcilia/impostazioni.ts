/** Settings of reconciliation for tests: twenty days back, two types, the rest as by default. */
import type { ImpostazioniRiconciliazione } from '../../../src/work/riconcilia/contesto.js';

export const IMPOSTAZIONI: ImpostazioniRiconciliazione = {
  tipi: ['NRIS', 'N010'],
  generica: false,
  giorniIndietro: 20,
  giorniFinestra: 30,
  margineMinuti: 15,
  sovrapposizioneMinuti: 60,
  dettaglio: 'ID',
  singoleMassimo: 5,
  richiesteAperte: 12,
  stalloOre: 24,
  ripassoGiorni: 0,
  ripassoProfonditaGiorni: 10,
  tentativiVoce: 3,
  preavvisoGiorni: 30,
  rinvioMinuti: 5,
  rinvioMassimoMinuti: 360,
};

/**
 * Every migration, in order. One step each (DDL commits at once on the MySQL family), idempotent, forward only,
 * never edited after it was merged; new ones go at the end, with a higher number.
 */
import { Ordinamento1763800001000 } from './1763800001000-ordinamento.js';
import { Notifiche1763800002000 } from './1763800002000-notifiche.js';
import { Contenuti1763800003000 } from './1763800003000-contenuti.js';
import { Copie1763800004000 } from './1763800004000-copie.js';
import { Rifiuti1763800005000 } from './1763800005000-rifiuti.js';
import { Fatti1763800006000 } from './1763800006000-fatti.js';
import { FattiChiavi1763800007000 } from './1763800007000-fatti-chiavi.js';
import { Anagrafe1763800008000 } from './1763800008000-anagrafe.js';
import { Posizioni1763800009000 } from './1763800009000-posizioni.js';
import { Residenze1763800010000 } from './1763800010000-residenze.js';
import { Appartenenze1763800011000 } from './1763800011000-appartenenze.js';
import { Famiglie1763800012000 } from './1763800012000-famiglie.js';
import { TributiContribuenti1763800013000 } from './1763800013000-tributi-contribuenti.js';
import { TributiNuclei1763800014000 } from './1763800014000-tributi-nuclei.js';
import { ElettoraleElettori1763800015000 } from './1763800015000-elettorale-elettori.js';
import { Variazioni1763800016000 } from './1763800016000-variazioni.js';
import { Anomalie1763800017000 } from './1763800017000-anomalie.js';
import { Applicazioni1763800018000 } from './1763800018000-applicazioni.js';
import { RegistroOperatore1763800019000 } from './1763800019000-registro-operatore.js';
import { Lease1763800020000 } from './1763800020000-lease.js';
import { StatoLavori1763800021000 } from './1763800021000-stato-lavori.js';
import { VResidenti1763800022000 } from './1763800022000-v-residenti.js';
import { VFamiglie1763800023000 } from './1763800023000-v-famiglie.js';
import { VTributiContribuenti1763800024000 } from './1763800024000-v-tributi-contribuenti.js';
import { VTributiNuclei1763800025000 } from './1763800025000-v-tributi-nuclei.js';
import { VTributiVariazioni1763800026000 } from './1763800026000-v-tributi-variazioni.js';
import { VElettori1763800027000 } from './1763800027000-v-elettori.js';
import { VElettoraleVariazioni1763800028000 } from './1763800028000-v-elettorale-variazioni.js';
import { VariazioniEffetto1763800101000 } from './1763800101000-variazioni-effetto.js';
import { AnagrafeProcedimento1763800102000 } from './1763800102000-anagrafe-procedimento.js';
import { TributiNucleiMinori1763800103000 } from './1763800103000-tributi-nuclei-minori.js';
import { TributiRecapiti1763800104000 } from './1763800104000-tributi-recapiti.js';
import { Parametri1763800105000 } from './1763800105000-parametri.js';
import { VTributiVariazioniEffetto1763800106000 } from './1763800106000-v-tributi-variazioni-effetto.js';
import { VTributiNucleiMinori1763800107000 } from './1763800107000-v-tributi-nuclei-minori.js';
import { VTributiRecapiti1763800108000 } from './1763800108000-v-tributi-recapiti.js';
import { VImuPeriodiResidenza1763800109000 } from './1763800109000-v-imu-periodi-residenza.js';
import { VTariAbitazioni1763800110000 } from './1763800110000-v-tari-abitazioni.js';
import { TariUtenze1763800111000 } from './1763800111000-tari-utenze.js';
import { TariFotografie1763800112000 } from './1763800112000-tari-fotografie.js';
import { VTariUtenze1763800113000 } from './1763800113000-v-tari-utenze.js';
import { VTariFotografie1763800114000 } from './1763800114000-v-tari-fotografie.js';
import { VTariUtenzeIntestatario1763800115000 } from './1763800115000-v-tari-utenze-intestatario.js';
import { VTariSenzaUtenza1763800116000 } from './1763800116000-v-tari-senza-utenza.js';
import { TariUtenzeFamiglia1763800117000 } from './1763800117000-tari-utenze-famiglia.js';
import { ElettoraleRevisioni1763800201000 } from './1763800201000-elettorale-revisioni.js';
import { VElettoraleDiciottenni1763800202000 } from './1763800202000-v-elettorale-diciottenni.js';
import { ElettoraleSezioni1763800203000 } from './1763800203000-elettorale-sezioni.js';
import { ElettoraleStradario1763800204000 } from './1763800204000-elettorale-stradario.js';
import { VElettoraleVariazioniProvvisoria1763800205000 } from './1763800205000-v-elettorale-variazioni-provvisoria.js';
import { VariazioniEsito1763800301000 } from './1763800301000-variazioni-esito.js';
import { IdentitaDecise1763800302000 } from './1763800302000-identita-decise.js';
import { NumeratoriAnpr1763800401000 } from './1763800401000-numeratori-anpr.js';
import { RiconciliazioneFinestre1763800402000 } from './1763800402000-riconciliazione-finestre.js';
import { RichiesteAnpr1763800403000 } from './1763800403000-richieste-anpr.js';
import { RiconciliazioneVoci1763800404000 } from './1763800404000-riconciliazione-voci.js';
import { VariazioniRegola1763800501000 } from './1763800501000-variazioni-regola.js';
import { VTributiVariazioniRegola1763800502000 } from './1763800502000-v-tributi-variazioni-regola.js';
import { VElettoraleVariazioniRegola1763800503000 } from './1763800503000-v-elettorale-variazioni-regola.js';
import { TributiCondizioni1763800504000 } from './1763800504000-tributi-condizioni.js';
import { VTributiCondizioni1763800505000 } from './1763800505000-v-tributi-condizioni.js';
import { TariUtenzeTitolare1763800506000 } from './1763800506000-tari-utenze-titolare.js';
import { AnomalieChiusaDa1763800507000 } from './1763800507000-anomalie-chiusa-da.js';
import { AnomalieOggetto1763800508000 } from './1763800508000-anomalie-oggetto.js';
import { VTariUtenzeOccupanti1763800509000 } from './1763800509000-v-tari-utenze-occupanti.js';
import { Allarmi1763800601000 } from './1763800601000-allarmi.js';
import { AllarmiInvii1763800602000 } from './1763800602000-allarmi-invii.js';
import { ElettoraleSezioniOperazione1763800801000 } from './1763800801000-elettorale-sezioni-operazione.js';
import { ElettoraleRevisioniConsultazione1763800802000 } from './1763800802000-elettorale-revisioni-consultazione.js';
import { VElettoraleDiciottenniBisestile1763800901000 } from './1763800901000-v-elettorale-diciottenni-bisestile.js';
import { AnagrafeCasa1763801101000 } from './1763801101000-anagrafe-casa.js';
import { ResidenzeSenzaDimora1763801102000 } from './1763801102000-residenze-senza-dimora.js';
import { AnagrafeSenzaVoto1763801111000 } from './1763801111000-anagrafe-senza-voto.js';
import { VElettoraleDiciottenniVoto1763801112000 } from './1763801112000-v-elettorale-diciottenni-voto.js';
import { AnagrafePermesso1763801121000 } from './1763801121000-anagrafe-permesso.js';
import { AnagrafeSenzaFissaDimora1763801122000 } from './1763801122000-anagrafe-senza-fissa-dimora.js';
import { IdentitaPrecedenti1763801123000 } from './1763801123000-identita-precedenti.js';
import { VIdentitaPrecedenti1763801124000 } from './1763801124000-v-identita-precedenti.js';
import { ComuniStorici1763801131000 } from './1763801131000-comuni-storici.js';
import { VImuPeriodiSenzaDimora1763801161000 } from './1763801161000-v-imu-periodi-senza-dimora.js';
import { VElettoraleDiciottenniProposti1763801171000 } from './1763801171000-v-elettorale-diciottenni-proposti.js';
import { AnagrafeRicalcolaDiciottenni1763801172000 } from './1763801172000-anagrafe-ricalcola-diciottenni.js';
import { LavoriCorse1763801201000 } from './1763801201000-lavori-corse.js';
import { RifiutiVerificato1763801202000 } from './1763801202000-rifiuti-verificato.js';
import { RifiutiConteggi1763801203000 } from './1763801203000-rifiuti-conteggi.js';
import { RifiutiGiaVerificati1763801204000 } from './1763801204000-rifiuti-gia-verificati.js';
import { NotificheAperture1763801301000 } from './1763801301000-notifiche-aperture.js';
import { CopieTestata1763801302000 } from './1763801302000-copie-testata.js';
import { LeaseScritture1763801401000 } from './1763801401000-lease-scritture.js';
import { ResidenzeGiaDetto1763801501000 } from './1763801501000-residenze-gia-detto.js';
import { ResidenzeGiaDettoNoto1763801502000 } from './1763801502000-residenze-gia-detto-noto.js';

export const MIGRATIONS = [
  Ordinamento1763800001000,
  Notifiche1763800002000,
  Contenuti1763800003000,
  Copie1763800004000,
  Rifiuti1763800005000,
  Fatti1763800006000,
  FattiChiavi1763800007000,
  Anagrafe1763800008000,
  Posizioni1763800009000,
  Residenze1763800010000,
  Appartenenze1763800011000,
  Famiglie1763800012000,
  TributiContribuenti1763800013000,
  TributiNuclei1763800014000,
  ElettoraleElettori1763800015000,
  Variazioni1763800016000,
  Anomalie1763800017000,
  Applicazioni1763800018000,
  RegistroOperatore1763800019000,
  Lease1763800020000,
  StatoLavori1763800021000,
  VResidenti1763800022000,
  VFamiglie1763800023000,
  VTributiContribuenti1763800024000,
  VTributiNuclei1763800025000,
  VTributiVariazioni1763800026000,
  VElettori1763800027000,
  VElettoraleVariazioni1763800028000,
  VariazioniEffetto1763800101000,
  AnagrafeProcedimento1763800102000,
  TributiNucleiMinori1763800103000,
  TributiRecapiti1763800104000,
  Parametri1763800105000,
  VTributiVariazioniEffetto1763800106000,
  VTributiNucleiMinori1763800107000,
  VTributiRecapiti1763800108000,
  VImuPeriodiResidenza1763800109000,
  VTariAbitazioni1763800110000,
  TariUtenze1763800111000,
  TariFotografie1763800112000,
  VTariUtenze1763800113000,
  VTariFotografie1763800114000,
  VTariUtenzeIntestatario1763800115000,
  VTariSenzaUtenza1763800116000,
  TariUtenzeFamiglia1763800117000,
  ElettoraleRevisioni1763800201000,
  VElettoraleDiciottenni1763800202000,
  ElettoraleSezioni1763800203000,
  ElettoraleStradario1763800204000,
  VElettoraleVariazioniProvvisoria1763800205000,
  VariazioniEsito1763800301000,
  IdentitaDecise1763800302000,
  NumeratoriAnpr1763800401000,
  RiconciliazioneFinestre1763800402000,
  RichiesteAnpr1763800403000,
  RiconciliazioneVoci1763800404000,
  VariazioniRegola1763800501000,
  VTributiVariazioniRegola1763800502000,
  VElettoraleVariazioniRegola1763800503000,
  TributiCondizioni1763800504000,
  VTributiCondizioni1763800505000,
  TariUtenzeTitolare1763800506000,
  AnomalieChiusaDa1763800507000,
  AnomalieOggetto1763800508000,
  VTariUtenzeOccupanti1763800509000,
  Allarmi1763800601000,
  AllarmiInvii1763800602000,
  ElettoraleSezioniOperazione1763800801000,
  ElettoraleRevisioniConsultazione1763800802000,
  VElettoraleDiciottenniBisestile1763800901000,
  AnagrafeCasa1763801101000,
  ResidenzeSenzaDimora1763801102000,
  AnagrafeSenzaVoto1763801111000,
  VElettoraleDiciottenniVoto1763801112000,
  AnagrafePermesso1763801121000,
  AnagrafeSenzaFissaDimora1763801122000,
  IdentitaPrecedenti1763801123000,
  VIdentitaPrecedenti1763801124000,
  ComuniStorici1763801131000,
  VImuPeriodiSenzaDimora1763801161000,
  VElettoraleDiciottenniProposti1763801171000,
  AnagrafeRicalcolaDiciottenni1763801172000,
  LavoriCorse1763801201000,
  RifiutiVerificato1763801202000,
  RifiutiConteggi1763801203000,
  RifiutiGiaVerificati1763801204000,
  NotificheAperture1763801301000,
  CopieTestata1763801302000,
  LeaseScritture1763801401000,
  ResidenzeGiaDetto1763801501000,
  ResidenzeGiaDettoNoto1763801502000,
];

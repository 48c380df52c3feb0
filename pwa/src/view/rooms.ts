/**
 * The rooms that are fetched once the library stands: the questions around a run, the run, what has happened, the machine.
 *
 * One piece, on purpose: whoever answers the first question already has the run, its cards and the summary on the device,
 * so no hold ever waits for a network.
 */
import { BuildRoom } from './build/build-room';
import { OwnCards, OwnTools } from './build/own';
import { FinderRoom, FinderStage } from './finder/room';
import { BlockedStep } from './flow/blocked';
import { CheckInStep } from './flow/check-in';
import { GuardStep } from './flow/guard';
import { ModifyStep } from './flow/modify';
import { PainStep } from './flow/pain';
import { ReviewStep } from './flow/review';
import { ScreeningStep } from './flow/screening';
import { SideStep } from './flow/side';
import { StepsStep } from './flow/steps';
import { WhoStep } from './flow/who';
import { LockScreen } from './lock/lock-screen';
import { AuditRoom } from './machine/audit-room';
import { DevicesRoom } from './machine/devices-room';
import { PairRoom } from './machine/pair-room';
import { SettingsRoom } from './machine/settings-room';
import { StatusRoom } from './machine/status-room';
import { InstallHint } from './parts/install';
import { ClientRoom } from './past/client-room';
import { DayAfterLine } from './past/day-after';
import { HistoryRoom } from './past/history-room';
import { SessionRoom, SummaryRoom } from './past/session-room';
import { ProtocolRoom } from './protocol';
import { RunRoom } from './run/run-room';
import { said_at } from './run/said';
import { hand_on_focus, PageTitle } from './whereabouts';

export const rooms = {
  AuditRoom,
  BlockedStep,
  BuildRoom,
  CheckInStep,
  ClientRoom,
  DayAfterLine,
  DevicesRoom,
  FinderRoom,
  FinderStage,
  GuardStep,
  HistoryRoom,
  InstallHint,
  LockScreen,
  ModifyStep,
  OwnCards,
  OwnTools,
  PageTitle,
  PainStep,
  PairRoom,
  ProtocolRoom,
  ReviewStep,
  RunRoom,
  ScreeningStep,
  SessionRoom,
  SettingsRoom,
  SideStep,
  StepsStep,
  StatusRoom,
  SummaryRoom,
  WhoStep,
  hand_on_focus,
  said_at,
} as const;

export type Rooms = typeof rooms;

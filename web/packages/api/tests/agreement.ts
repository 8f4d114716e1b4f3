/**
 * Compared by the type checker and never run: what the server says it sends is what these pages
 * read. `schema.d.ts` is generated from the server (`make api`); a shape that drifted apart is an
 * error in this file, with the field in its message.
 */
import type { components } from '../schema'
import type * as ours from '../src'

type Server = components['schemas']

/**
 * Names and kinds. Which words a string may hold, and what an open dictionary holds, is not said
 * here; a field that the server has a default for is always sent.
 */
type Kinds<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends boolean
      ? boolean
      : T extends readonly (infer Item)[]
        ? Kinds<Item>[]
        : T extends object
          ? Fields<T>
          : T

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- agrees with every shape
type Open = any
type Fields<T> = string extends keyof T
  ? Open
  : { [Name in keyof T]-?: Kinds<Exclude<T[Name], undefined>> }

type Agrees<Ours, Theirs extends Ours> = Theirs

export type Agreement = [
  Agrees<Kinds<ours.ApiTokenView>, Kinds<Server['ApiTokenView']>>,
  Agrees<Kinds<ours.AuthorityView>, Kinds<Server['AuthorityView']>>,
  Agrees<Kinds<ours.CallReply>, Kinds<Server['CallReply']>>,
  Agrees<Kinds<ours.CallView>, Kinds<Server['CallView']>>,
  Agrees<Kinds<ours.TransferSampleView>, Kinds<Server['TransferSampleView']>>,
  Agrees<Kinds<ours.FunnelLevel>, Kinds<Server['LevelView']>>,
  Agrees<Kinds<ours.ServedCount>, Kinds<Server['ServedCount']>>,
  Agrees<Kinds<ours.RatesView>, Kinds<Server['RatesView']>>,
  Agrees<Kinds<ours.PhaseDraft>, Kinds<Server['PhaseDraft']>>,
  Agrees<Kinds<ours.PhaseView>, Kinds<Server['PhaseView']>>,
  Agrees<Kinds<ours.RateDraft>, Kinds<Server['RateDraft']>>,
  Agrees<Kinds<ours.ReadsView>, Kinds<Server['ReadsView']>>,
  Agrees<Kinds<ours.PhoneFigures>, Kinds<Server['PhoneFigures']>>,
  Agrees<Kinds<ours.CannedReply>, Kinds<Server['CannedReplyView']>>,
  Agrees<Kinds<ours.CategoryView>, Kinds<Server['CategoryView']>>,
  Agrees<Kinds<ours.ConversationRow>, Kinds<Server['ConversationRow']>>,
  Agrees<Kinds<ours.ConversationView>, Kinds<Server['ConversationView']>>,
  Agrees<Kinds<ours.CustomerRow>, Kinds<Server['CustomerRow']>>,
  Agrees<Kinds<ours.CustomerView>, Kinds<Server['CustomerView']>>,
  Agrees<Kinds<ours.DemoView>, Kinds<Server['DemoView']>>,
  Agrees<Kinds<ours.BlindSpot>, Kinds<Server['BlindSpotView']>>,
  Agrees<Kinds<ours.DiscriminatorUse>, Kinds<Server['DiscriminatorUseView']>>,
  Agrees<Kinds<ours.DiscriminatorView>, Kinds<Server['DiscriminatorView']>>,
  Agrees<Kinds<ours.EntryView>, Kinds<Server['EntryView']>>,
  Agrees<Kinds<ours.Figure>, Kinds<Server['FigureView']>>,
  Agrees<Kinds<ours.FigureRecord>, Kinds<Server['RecordView']>>,
  Agrees<Kinds<ours.FileView>, Kinds<Server['FileView']>>,
  Agrees<Kinds<ours.FoundEntry>, Kinds<Server['FoundEntry']>>,
  Agrees<Kinds<ours.GroupMember>, Kinds<Server['MemberView']>>,
  Agrees<Kinds<ours.GroupView>, Kinds<Server['GroupView']>>,
  Agrees<Kinds<ours.ImportRow>, Kinds<Server['ImportRow']>>,
  Agrees<Kinds<ours.ImportView>, Kinds<Server['KnowledgeImportView']>>,
  Agrees<Kinds<ours.Inspection>, Kinds<Server['InspectionView']>>,
  Agrees<Kinds<ours.InspectionFigures>, Kinds<Server['InspectionFigures']>>,
  Agrees<Kinds<ours.LegView>, Kinds<Server['LegView']>>,
  Agrees<Kinds<ours.MeView>, Kinds<Server['MeView']>>,
  Agrees<Kinds<ours.MerchantView>, Kinds<Server['MerchantView']>>,
  Agrees<Kinds<ours.MessageView>, Kinds<Server['MessageView']>>,
  Agrees<Kinds<ours.NewApiToken>, Kinds<Server['NewApiToken']>>,
  Agrees<Kinds<ours.ConversationNeedView>, Kinds<Server['ConversationNeedView']>>,
  Agrees<Kinds<ours.NoteView>, Kinds<Server['NoteView']>>,
  Agrees<Kinds<ours.OrderView>, Kinds<Server['OrderView']>>,
  Agrees<Kinds<ours.Reason>, Kinds<Server['Reason']>>,
  Agrees<Kinds<ours.SampleView>, Kinds<Server['SampleView']>>,
  Agrees<Kinds<ours.SeatView>, Kinds<Server['SeatView']>>,
  Agrees<Kinds<ours.SessionView>, Kinds<Server['SessionView']>>,
  Agrees<Kinds<ours.StaffView>, Kinds<Server['StaffView']>>,
  Agrees<Kinds<ours.TodayView>, Kinds<Server['TodayView']>>,
  Agrees<Kinds<ours.WidgetLook>, Kinds<Server['WidgetLook']>>,
  Agrees<Kinds<ours.DeliveryDetail>, Kinds<Server['DeliveryDetail']>>,
  Agrees<Kinds<ours.DeliveryView>, Kinds<Server['DeliveryView']>>,
  Agrees<Kinds<ours.NewSecret>, Kinds<Server['NewSecret']>>,
  Agrees<Kinds<ours.NewWebhook>, Kinds<Server['NewWebhook']>>,
  Agrees<Kinds<ours.WebhookView>, Kinds<Server['WebhookView']>>,
]

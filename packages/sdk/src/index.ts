export {
  accessManagerAbi,
  beaconAbi,
  emissionAbi,
  jobEscrowAbi,
  kernelAbi,
  kernelRegistryAbi,
  matmul8Abi,
  protocolLensAbi,
  quernTokenAbi,
  stakingAbi,
} from './generated/abis/index.js'
export { contractErrorsAbi } from './generated/errors.js'
export { type Call, type ReadParameters, type WriteParameters } from './client.js'
export { contractErrorHints, type ContractErrorName } from './errors/hints.js'
export { type ActionOptions, type BoundActions } from './decorators/bind.js'
export {
  jobStates,
  type JobState,
  type ProtocolAddresses,
  type Request,
  type RequestDocument,
  type Terms,
  type Work,
} from './types.js'
export { addressesOf, knownChainIds } from './addresses.js'
export {
  checkObject,
  fetchObject,
  objectUri,
  readInputs,
  readOutput,
  type ObjectIdentity,
  type ObjectReader,
  type ReadOptions,
} from './content.js'
export { SdkError, type ErrorFacts, type SdkErrorOptions } from './errors/base.js'
export { ContractError, RevertError, contractErrorCode, contractErrorOf } from './errors/contract.js'
export { ChainAccessError, decodeError } from './errors/decode.js'
export {
  AccountMissingError,
  BlockIncompleteError,
  CallNotBundledError,
  ChainMismatchError,
  ChainUnknownError,
  ContentError,
  CursorMalformedError,
  HeaderEncodingError,
  JobStateError,
  KernelUnsupportedError,
  RequestDocumentError,
  RequestOutOfBoundsError,
  TransactionGasTooHighError,
  TransactionRevertedError,
  WaitTimeoutError,
  type RequestProblem,
} from './errors/local.js'
export {
  formatRequestDocument,
  maxDocumentBytes,
  maxUriBytes,
  parseRequestDocument,
  requestDocumentFormat,
} from './protocol/document.js'
export {
  challengeOf,
  drawOf,
  drawSeedOf,
  sealOf,
  type ChallengeParameters,
  type Draw,
  type DrawParameters,
} from './protocol/draw.js'
export { estimateWork, type EstimateWorkParameters, type WorkEstimate } from './protocol/estimate.js'
export type { FlatInputs } from './protocol/flat.js'
export { buildFraudProof, type BuildFraudProofParameters, type FraudProof } from './protocol/fraud.js'
export { gasLimitOf, maxTransactionGas } from './protocol/gas.js'
export { encodeHeader, type HeaderFields } from './protocol/header.js'
export { checkRequest, type RequestLimits } from './protocol/limits.js'
export {
  describeCreate2Search,
  type Create2SearchWork,
  type DescribeCreate2SearchParameters,
} from './protocol/create2.js'
export {
  describeMatmul8,
  encodeInputRoots,
  productOf,
  type ContentObject,
  type DescribeMatmul8Parameters,
  type Matmul8Work,
} from './protocol/matmul.js'
export {
  describeMandelbrot,
  describeSolids,
  type DescribeMandelbrotParameters,
  type DescribeSolidsParameters,
  type RenderWork,
} from './protocol/render.js'
export {
  describeAsianOption,
  estimateAsianOption,
  type AsianOptionEstimate,
  type AsianOptionWork,
  type DescribeAsianOptionParameters,
} from './protocol/asianOption.js'
export { priceAt, priceOfStep, stepAt } from './protocol/price.js'
export {
  domainSeparatorOf,
  hashRequest,
  hashTerms,
  hashWork,
  jobIdOf,
  jobIdsOf,
  requestDomain,
  requestTypedData,
  type Scope,
} from './protocol/request.js'
export { approvalTypedData, type Approval } from './protocol/approval.js'
export {
  jobEventNames,
  placeOf,
  type JobEvent,
  type JobEventFilter,
  type JobEventName,
  type Place,
} from './events/event.js'
export { createFollower, type ChainReader, type FollowerOptions, type FollowerStep } from './events/follower.js'
export { escrowReader } from './events/reader.js'
export {
  acceptAndCommit,
  acceptAndCommitCall,
  type AcceptAndCommitParameters,
  type AcceptAndCommitReturnType,
} from './actions/acceptAndCommit.js'
export {
  acceptPosted,
  acceptPostedCall,
  type AcceptPostedParameters,
  type AcceptPostedReturnType,
} from './actions/acceptPosted.js'
export {
  acceptSigned,
  acceptSignedCall,
  type AcceptSignedParameters,
  type AcceptSignedReturnType,
} from './actions/acceptSigned.js'
export {
  applyCommission,
  applyCommissionCall,
  type ApplyCommissionParameters,
  type ApplyCommissionReturnType,
} from './actions/applyCommission.js'
export { approve, approveCall, type ApproveParameters, type ApproveReturnType } from './actions/approve.js'
export {
  approveSigned,
  approveSignedCall,
  type ApproveSignedParameters,
  type ApproveSignedReturnType,
} from './actions/approveSigned.js'
export { bond, bondCall, type BondParameters, type BondReturnType } from './actions/bond.js'
export {
  cancelRequest,
  cancelRequestCall,
  type CancelRequestParameters,
  type CancelRequestReturnType,
} from './actions/cancelRequest.js'
export {
  cancelRequestsBefore,
  cancelRequestsBeforeCall,
  type CancelRequestsBeforeParameters,
  type CancelRequestsBeforeReturnType,
} from './actions/cancelRequestsBefore.js'
export {
  challengeResult,
  type ChallengeResultParameters,
  type ChallengeResultReturnType,
} from './actions/challengeResult.js'
export {
  claimDelegationRewards,
  claimDelegationRewardsCall,
  type ClaimDelegationRewardsParameters,
  type ClaimDelegationRewardsReturnType,
} from './actions/claimDelegationRewards.js'
export {
  claimPastRewards,
  claimPastRewardsCall,
  type ClaimPastRewardsParameters,
  type ClaimPastRewardsReturnType,
} from './actions/claimPastRewards.js'
export {
  claimRewards,
  claimRewardsCall,
  type ClaimRewardsParameters,
  type ClaimRewardsReturnType,
} from './actions/claimRewards.js'
export { claimWork, claimWorkCall, type ClaimWorkParameters, type ClaimWorkReturnType } from './actions/claimWork.js'
export { commit, commitCall, type CommitParameters, type CommitReturnType } from './actions/commit.js'
export { delegate, delegateCall, type DelegateParameters, type DelegateReturnType } from './actions/delegate.js'
export { deposit, depositCall, type DepositParameters, type DepositReturnType } from './actions/deposit.js'
export {
  depositWithPermit,
  depositWithPermitCall,
  type DepositWithPermitParameters,
  type DepositWithPermitReturnType,
} from './actions/depositWithPermit.js'
export {
  expireRequest,
  expireRequestCall,
  type ExpireRequestParameters,
  type ExpireRequestReturnType,
} from './actions/expireRequest.js'
export { finalize, finalizeCall, type FinalizeParameters, type FinalizeReturnType } from './actions/finalize.js'
export { flushBurn, flushBurnCall, type FlushBurnParameters, type FlushBurnReturnType } from './actions/flushBurn.js'
export {
  getBeaconHeader,
  type GetBeaconHeaderParameters,
  type GetBeaconHeaderReturnType,
} from './actions/getBeaconHeader.js'
export { getDelegation, type GetDelegationParameters, type GetDelegationReturnType } from './actions/getDelegation.js'
export { getEpoch, type GetEpochParameters, type GetEpochReturnType } from './actions/getEpoch.js'
export { getJob, type GetJobParameters, type GetJobReturnType } from './actions/getJob.js'
export { getLedger, type GetLedgerParameters, type GetLedgerReturnType } from './actions/getLedger.js'
export {
  getOpenJobs,
  type GetOpenJobsParameters,
  type GetOpenJobsReturnType,
  type OpenJob,
} from './actions/getOpenJobs.js'
export { getParameters, type GetParametersParameters, type GetParametersReturnType } from './actions/getParameters.js'
export { getRequest, type GetRequestParameters, type GetRequestReturnType } from './actions/getRequest.js'
export {
  getRequestEvents,
  type GetRequestEventsParameters,
  type GetRequestEventsReturnType,
} from './actions/getRequestEvents.js'
export {
  getRequestLimits,
  type GetRequestLimitsParameters,
  type GetRequestLimitsReturnType,
} from './actions/getRequestLimits.js'
export { getWorker, type GetWorkerParameters, type GetWorkerReturnType, type WorkerPool } from './actions/getWorker.js'
export {
  lockBalance,
  lockBalanceCall,
  type LockBalanceParameters,
  type LockBalanceReturnType,
} from './actions/lockBalance.js'
export {
  multicallEscrow,
  multicallEscrowCall,
  type MulticallEscrowParameters,
  type MulticallEscrowReturnType,
} from './actions/multicallEscrow.js'
export { noShow, noShowCall, type NoShowParameters, type NoShowReturnType } from './actions/noShow.js'
export { type Opening } from './actions/opening.js'
export {
  postBeacon,
  postBeaconCall,
  type PostBeaconParameters,
  type PostBeaconReturnType,
} from './actions/postBeacon.js'
export {
  postRequest,
  postRequestCall,
  type PostRequestParameters,
  type PostRequestReturnType,
} from './actions/postRequest.js'
export {
  prepareRequest,
  type PrepareRequestParameters,
  type PrepareRequestReturnType,
} from './actions/prepareRequest.js'
export {
  proveFraud,
  proveFraudCall,
  type ProveFraudParameters,
  type ProveFraudReturnType,
} from './actions/proveFraud.js'
export { quote, type QuoteParameters, type QuoteReturnType } from './actions/quote.js'
export { rebond, rebondCall, type RebondParameters, type RebondReturnType } from './actions/rebond.js'
export {
  rebondDelegation,
  rebondDelegationCall,
  type RebondDelegationParameters,
  type RebondDelegationReturnType,
} from './actions/rebondDelegation.js'
export {
  registerChallenge,
  registerChallengeCall,
  type RegisterChallengeParameters,
  type RegisterChallengeReturnType,
} from './actions/registerChallenge.js'
export { reveal, revealCall, type RevealParameters, type RevealReturnType } from './actions/reveal.js'
export {
  revealSampled,
  revealSampledCall,
  type RevealSampledParameters,
  type RevealSampledReturnType,
} from './actions/revealSampled.js'
export { roll, rollCall, type RollParameters, type RollReturnType } from './actions/roll.js'
export {
  setCommission,
  setCommissionCall,
  type SetCommissionParameters,
  type SetCommissionReturnType,
} from './actions/setCommission.js'
export {
  setLockCap,
  setLockCapCall,
  type SetLockCapParameters,
  type SetLockCapReturnType,
} from './actions/setLockCap.js'
export { setLocker, setLockerCall, type SetLockerParameters, type SetLockerReturnType } from './actions/setLocker.js'
export {
  setOperator,
  setOperatorCall,
  type SetOperatorParameters,
  type SetOperatorReturnType,
} from './actions/setOperator.js'
export { signApproval, type SignApprovalParameters, type SignApprovalReturnType } from './actions/signApproval.js'
export { signRequest, type SignRequestParameters, type SignRequestReturnType } from './actions/signRequest.js'
export {
  slashTimeout,
  slashTimeoutCall,
  type SlashTimeoutParameters,
  type SlashTimeoutReturnType,
} from './actions/slashTimeout.js'
export {
  submitWitness,
  submitWitnessCall,
  type SubmitWitnessParameters,
  type SubmitWitnessReturnType,
} from './actions/submitWitness.js'
export {
  undelegate,
  undelegateCall,
  type UndelegateParameters,
  type UndelegateReturnType,
} from './actions/undelegate.js'
export { unbond, unbondCall, type UnbondParameters, type UnbondReturnType } from './actions/unbond.js'
export { verifyResult, type VerifyResultParameters, type VerifyResultReturnType } from './actions/verifyResult.js'
export { verifyWitness, type VerifyWitnessParameters, type VerifyWitnessReturnType } from './actions/verifyWitness.js'
export { verifyImage, type VerifyImageParameters, type VerifyImageReturnType } from './actions/verifyImage.js'
export {
  verifyAsianOption,
  type VerifyAsianOptionParameters,
  type VerifyAsianOptionReturnType,
} from './actions/verifyAsianOption.js'
export { waitForReveal, type WaitForRevealParameters, type WaitForRevealReturnType } from './actions/waitForReveal.js'
export {
  waitForWitness,
  type WaitForWitnessParameters,
  type WaitForWitnessReturnType,
} from './actions/waitForWitness.js'
export { watchJobs, type WatchJobsParameters, type WatchJobsReturnType } from './actions/watchJobs.js'
export { withdraw, withdrawCall, type WithdrawParameters, type WithdrawReturnType } from './actions/withdraw.js'
export {
  withdrawDelegation,
  withdrawDelegationCall,
  type WithdrawDelegationParameters,
  type WithdrawDelegationReturnType,
} from './actions/withdrawDelegation.js'
export {
  withdrawStake,
  withdrawStakeCall,
  type WithdrawStakeParameters,
  type WithdrawStakeReturnType,
} from './actions/withdrawStake.js'
export { challengerActions } from './decorators/challengerActions.js'
export { requesterActions } from './decorators/requesterActions.js'
export { delegatorActions } from './decorators/delegatorActions.js'
export { stakerActions } from './decorators/stakerActions.js'
export { workerActions } from './decorators/workerActions.js'

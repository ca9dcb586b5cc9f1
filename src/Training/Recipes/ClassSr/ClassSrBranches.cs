namespace DetectionSdk.Training;

/// <summary>What the branches of ClassSR are, and what of each batch they learn.</summary>
public enum ClassSrBranches
{
    /// <summary>
    /// Networks of their own, each of which learns its share of every batch by difficulty: as published, where each
    /// was trained for half a million steps.
    /// </summary>
    Specialised,

    /// <summary>Networks of their own, each of which learns every crop.</summary>
    Separate,

    /// <summary>
    /// The widest network alone: a narrower branch is its first channels, and every step trains all widths on every
    /// crop (slimmable networks, Yu et al., ICLR 2019; for super-resolution ARM, Chen et al., ECCV 2022).
    /// </summary>
    Slimmable,
}

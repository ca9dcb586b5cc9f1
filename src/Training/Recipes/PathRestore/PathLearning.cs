namespace DetectionSdk.Training;

/// <summary>How a <see cref="PathRestoreRecipe"/> learns which blocks a tile takes.</summary>
public enum PathLearning
{
    /// <summary>By reward, as Path-Restore was published: each block is a choice of its own.</summary>
    Reinforcement,

    /// <summary>
    /// After Path-Restore: from measured gains. A tile takes the first blocks and leaves the rest; what each further
    /// one gains is learned as a number.
    /// </summary>
    Regression,

    /// <summary>Not at all: every tile takes every block. The plain network that the others compare with.</summary>
    None,
}

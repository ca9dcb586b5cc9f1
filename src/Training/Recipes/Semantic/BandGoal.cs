namespace DetectionSdk.Training;

/// <summary>What is asked, beside near pixels, of the frequency bands of an enlarged picture.</summary>
public enum BandGoal
{
    /// <summary>Nothing: L1 alone.</summary>
    None,

    /// <summary>In every region of a class as much energy in each band as the original has there.</summary>
    Classes,

    /// <summary>Everywhere the original's edges and the energy of its texture.</summary>
    Everywhere,

    /// <summary>Edges where two classes meet, texture inside classes of the background; objects L1 alone.</summary>
    Labels,

    /// <summary>Edges where the original's gradients are steep, texture where they are not. Needs no labels.</summary>
    Gradients,
}

namespace DetectionSdk.Studies;

/// <summary>A sample as a weighted sum of atoms.</summary>
/// <param name="Atoms">Which.</param>
/// <param name="Weights">How much of each.</param>
internal sealed record SparseCode(int[] Atoms, float[] Weights)
{
    /// <summary>A weight for every atom, most of them 0.</summary>
    public float[] Dense(int count)
    {
        float[] dense = new float[count];
        for (int i = 0; i < Atoms.Length; i++) dense[Atoms[i]] = Weights[i];
        return dense;
    }
}

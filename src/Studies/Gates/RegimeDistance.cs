using System.Numerics.Tensors;

namespace DetectionSdk.Studies;

/// <summary>
/// How far a picture's features lie from those of pictures that a network knows: the Mahalanobis distance along their
/// principal components. About the square root of the number of components for a picture of the same kind.
/// </summary>
public sealed class RegimeDistance : IDisposable
{
    private readonly PrincipalComponents _components;

    private RegimeDistance(PrincipalComponents components) => _components = components;

    /// <summary>Learns what is known.</summary>
    /// <param name="known">Features of pictures, such as <see cref="LayerFeatures.ChannelStatistics"/>.</param>
    /// <param name="components">Components at most. Default 16.</param>
    /// <exception cref="StudyException">There are fewer than twice as many pictures as components.</exception>
    public static RegimeDistance Learn(IReadOnlyList<float[]> known, int components = 16)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        if (known.Count < 2 * components)
            throw new StudyException(
                $"There are {known.Count} pictures to learn {components} components from; expected at least "
                + $"{2 * components}.");
        return new RegimeDistance(new PrincipalComponents(known, components));
    }

    /// <summary>The distance of a picture.</summary>
    /// <param name="features">As many as the pictures that are known have.</param>
    public double Of(float[] features) => TensorPrimitives.Norm<float>(_components.Whiten([features])[0]);

    /// <summary>Frees the components.</summary>
    public void Dispose() => _components.Dispose();
}

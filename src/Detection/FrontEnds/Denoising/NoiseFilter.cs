using DetectionSdk.Imaging;
using DetectionSdk.Models;
using Microsoft.Extensions.Logging;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// Takes noise out of images that have some, by a small network that comes with the library (models/README.md), and
/// leaves all others as they are. What detectors do that are loaded with <see cref="DetectorOptions.Denoise"/>; a
/// front-end to be put before anything else.
/// </summary>
public sealed class NoiseFilter : FrontEnd
{
    /// <summary>
    /// Images of less noise stay as they are: its standard deviation in 8-bit levels, by <see cref="NoiseEstimate"/>.
    /// </summary>
    public const double LeastNoise = 4;

    private const string Network = "denoise.onnx";
    private const int TileSize = 1024;

    private readonly SuperResolver _network;

    private NoiseFilter(SuperResolver network) => _network = network;

    /// <summary>Opens the network.</summary>
    /// <param name="options">Tiles, of 1024 pixels unless they say another size, and hardware; null: defaults.</param>
    /// <param name="logger">Told which execution provider was chosen.</param>
    /// <exception cref="ExecutionProviderException">
    /// The provider that was asked for is absent or does not start.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static NoiseFilter Load(SuperResolverOptions? options = null, ILogger? logger = null)
    {
        options ??= new SuperResolverOptions();
        using Stream network = typeof(NoiseFilter).Assembly.GetManifestResourceStream(Network)!;
        return new NoiseFilter(SuperResolver.Open(
            ModelSource.FromStream(network, Network), options with { TileSize = options.TileSize ?? TileSize },
            logger));
    }

    /// <inheritdoc/>
    protected override Mat Process(Mat image, FrontEndContext context) =>
        NoiseEstimate.Of(image) < LeastNoise ? image : _network.Upscale(image);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _network.Dispose();
    }
}

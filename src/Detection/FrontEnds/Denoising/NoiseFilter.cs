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

    private readonly Lazy<SuperResolver> _network;

    private NoiseFilter(SuperResolverOptions options, ILogger? logger) =>
        _network = new Lazy<SuperResolver>(() => Open(options, logger));

    /// <summary>Opens the network.</summary>
    /// <param name="options">Tiles, of 1024 pixels unless they say another size, and hardware; null: defaults.</param>
    /// <param name="logger">Told which execution provider was chosen.</param>
    /// <exception cref="ExecutionProviderException">
    /// The provider that was asked for is absent or does not start.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static NoiseFilter Load(SuperResolverOptions? options = null, ILogger? logger = null)
    {
        NoiseFilter filter = OnDemand(options ?? new SuperResolverOptions(), logger);
        _ = filter._network.Value;
        return filter;
    }

    /// <summary>One that opens its network for the first noisy image: most cameras never show any.</summary>
    internal static NoiseFilter OnDemand(SuperResolverOptions options, ILogger? logger = null) => new(options, logger);

    /// <inheritdoc/>
    protected override Mat Process(Mat image, FrontEndContext context) =>
        NoiseEstimate.Of(image) < LeastNoise ? image : _network.Value.Upscale(image);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _network.IsValueCreated) _network.Value.Dispose();
    }

    private static SuperResolver Open(SuperResolverOptions options, ILogger? logger)
    {
        using Stream network = typeof(NoiseFilter).Assembly.GetManifestResourceStream(Network)!;
        return SuperResolver.Open(
            ModelSource.FromStream(network, Network), options with { TileSize = options.TileSize ?? TileSize }, logger);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DetectionSdk;

/// <summary>Registers a <see cref="Detector"/> in a host.</summary>
public static class DetectorServiceCollectionExtensions
{
    /// <summary>
    /// Adds one shared <see cref="Detector"/>, loaded when it is first asked for and disposed with the host.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="modelPath">The ONNX model.</param>
    /// <param name="options">Thresholds and hardware; null for the defaults.</param>
    public static IServiceCollection AddDetector(
        this IServiceCollection services, string modelPath, DetectorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        options?.Validate();
        services.TryAddSingleton(
            provider => Detector.Load(modelPath, options, provider.GetService<ILogger<Detector>>()));
        return services;
    }
}

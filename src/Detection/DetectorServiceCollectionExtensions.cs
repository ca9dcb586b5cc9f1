using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DetectionSdk;

/// <summary>
/// Registers detectors in a host. Each is loaded when it is first asked for, shared, and disposed with the host.
/// </summary>
public static class DetectorServiceCollectionExtensions
{
    /// <summary>Adds the host's <see cref="Detector"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="modelPath">The ONNX model.</param>
    /// <param name="options">Thresholds and hardware; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">There is one already; a second one needs a name.</exception>
    public static IServiceCollection AddDetector(
        this IServiceCollection services, string modelPath, DetectorOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        return services.Add(null, options, logger => Detector.Load(modelPath, options, logger));
    }

    /// <summary>
    /// Adds a <see cref="Detector"/> under a name, a keyed service: <c>[FromKeyedServices("gate")] Detector</c>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">Tells it from others.</param>
    /// <param name="modelPath">The ONNX model.</param>
    /// <param name="options">Thresholds and hardware; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">There is one of this name already.</exception>
    public static IServiceCollection AddDetector(
        this IServiceCollection services, string name, string modelPath, DetectorOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        return services.Add(name, options, logger => Detector.Load(modelPath, options, logger));
    }

    /// <summary>Adds the model that comes with the SDK as the host's <see cref="Detector"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Thresholds and hardware; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">There is one already; a second one needs a name.</exception>
    public static IServiceCollection AddDefaultDetector(
        this IServiceCollection services, DetectorOptions? options = null) =>
        services.Add(null, options, logger => Detector.LoadDefault(options, logger));

    private static IServiceCollection Add(
        this IServiceCollection services, string? name, DetectorOptions? options, Func<ILogger?, Detector> load)
    {
        ArgumentNullException.ThrowIfNull(services);
        options?.Validate();
        if (services.Any(service => service.ServiceType == typeof(Detector) && Equals(service.ServiceKey, name)))
            throw new InvalidOperationException(
                name is null
                    ? "The host has a Detector already; give the second one a name: AddDetector(\"gate\", path)."
                    : $"The host has a Detector of the name '{name}' already; expected another name.");
        return name is null
            ? services.AddSingleton(provider => load(provider.GetService<ILogger<Detector>>()))
            : services.AddKeyedSingleton(name, (provider, _) => load(provider.GetService<ILogger<Detector>>()));
    }
}

using DetectionSdk.Models;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace DetectionSdk.Inference;

/// <summary>The open networks of a bundle, or of the one file that stands for one.</summary>
internal sealed class BundleSessions : IDisposable
{
    private readonly SuperResolutionSession[] _parts;

    private BundleSessions(SuperResolutionSession[] parts, SuperResolverInfo model)
    {
        _parts = parts;
        Model = model;
    }

    public SuperResolverInfo Model { get; }

    public static BundleSessions Open(string path, SuperResolverOptions options, ILogger logger)
    {
        if (Directory.Exists(path) || FrontEndBundle.IsBundle(path)) return OpenBundle(path, options, logger);
        return Open(ModelSource.FromFile(path), options, logger);
    }

    /// <summary>Opens one network that is no bundle.</summary>
    public static BundleSessions Open(ModelSource model, SuperResolverOptions options, ILogger logger)
    {
        SuperResolutionSession only = Open(model.Name, SessionFactory.Open(model, options, logger));
        return new BundleSessions([only], only.Model);
    }

    /// <summary>The largest radius of a part's receptive field, in input pixels, whatever the bundle states.</summary>
    public int Reach => _parts.Max(part => part.Model.Overlap);

    /// <summary>The parts that serve a frame, or an image that is none; at least one.</summary>
    /// <exception cref="ImageFormatException">The bundle is for frames of a clip, and not for this one.</exception>
    public (BundlePart Part, SuperResolutionSession Session)[] At(long? frame)
    {
        (BundlePart, SuperResolutionSession)[] serving =
            [.. Model.Bundle.Parts.Zip(_parts).Where(pair => pair.First.Serves(frame))];
        if (serving.Length > 0) return serving;
        string asked = frame is { } number ? $"frame {number}" : "an image that is no frame";
        throw new ImageFormatException(
            $"'{Model.Path}' has no part for {asked}; its parts are {string.Join("; ", Model.Bundle.Parts)}.");
    }

    public void Dispose()
    {
        foreach (SuperResolutionSession part in _parts) part.Dispose();
        Model.Bundle.Router?.Dispose();
    }

    private static BundleSessions OpenBundle(string path, SuperResolverOptions options, ILogger logger)
    {
        using BundleFiles files = BundleFiles.Open(path);
        FrontEndBundle bundle = FrontEndBundle.Read(path, files);
        List<SuperResolutionSession> parts = [];
        try
        {
            foreach (BundlePart part in bundle.Parts)
            {
                parts.Add(Open(path, part, files, options, logger));
                bundle.RequireScale(path, part, parts[^1].Model.Scale);
                options = options with { Provider = parts[^1].Model.Provider };
            }
            bundle.Router?.Open(path, files.Read, options);
            SuperResolverInfo[] models = [.. parts.Select(part => part.Model)];
            return new BundleSessions([.. parts], SuperResolverReader.Combine(path, bundle, models));
        }
        catch
        {
            parts.ForEach(part => part.Dispose());
            bundle.Router?.Dispose();
            throw;
        }
    }

    private static SuperResolutionSession Open(
        string path, BundlePart part, BundleFiles files, SuperResolverOptions options, ILogger logger)
    {
        string name = Path.Combine(path, part.File);
        return Open(name, SessionFactory.Open(ModelSource.FromBytes(files.Read(part), name), options, logger));
    }

    private static SuperResolutionSession Open(
        string path, (InferenceSession Session, ExecutionProvider Provider) opened)
    {
        try
        {
            SuperResolverInfo model = SuperResolverReader.Read(path, opened.Session, opened.Provider);
            return new SuperResolutionSession(opened.Session, model);
        }
        catch
        {
            opened.Session.Dispose();
            throw;
        }
    }
}

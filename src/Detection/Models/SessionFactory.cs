using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace DetectionSdk.Models;

/// <summary>Opens ONNX Runtime sessions and chooses the execution provider.</summary>
internal static partial class SessionFactory
{
    // Preference of Auto. TensorRT is left out on purpose: it compiles the model for minutes at the first start.
    private static readonly ExecutionProvider[] Accelerators =
        [ExecutionProvider.Cuda, ExecutionProvider.DirectMl, ExecutionProvider.CoreMl];

    public static (InferenceSession Session, ExecutionProvider Provider) Open(
        string path, RuntimeOptions options, ILogger logger) =>
        Open(ModelSource.FromFile(path), options, logger);

    public static (InferenceSession Session, ExecutionProvider Provider) Open(
        ModelSource model, RuntimeOptions options, ILogger logger)
    {
        NativeOnnxRuntime.Require();
        if (options.Provider != ExecutionProvider.Auto)
            return (Open(model, options, options.Provider), options.Provider);

        foreach (ExecutionProvider provider in Accelerators.Where(IsInThisBuild))
        {
            try
            {
                return (Open(model, options, provider), provider);
            }
            catch (ExecutionProviderException error)
            {
                LogFallback(logger, provider, error.Message);
            }
        }
        LogCpu(logger, model.Name);
        return (Open(model, options, ExecutionProvider.Cpu), ExecutionProvider.Cpu);
    }

    private static InferenceSession Open(ModelSource model, RuntimeOptions options, ExecutionProvider provider)
    {
        using SessionOptions session = CreateOptions(options);
        AppendProvider(session, provider, options.DeviceId);
        options.ConfigureSession?.Invoke(session);
        try
        {
            return model.Open(session);
        }
        catch (OnnxRuntimeException error) when (provider != ExecutionProvider.Cpu && OpensOnCpu(model))
        {
            throw new ExecutionProviderException(
                provider,
                $"Execution provider {provider} does not start '{model.Name}' on device {options.DeviceId}: "
                + $"{error.Message}", error);
        }
        // What ONNX Runtime's wrapper throws on damaged declarations is of any kind.
        catch (Exception error)
        {
            throw model.Damaged(error);
        }
    }

    private static bool OpensOnCpu(ModelSource model)
    {
        try
        {
            using SessionOptions session = new();
            using InferenceSession probe = model.Open(session);
            return true;
        }
        catch (OnnxRuntimeException)
        {
            return false;
        }
    }

    private static SessionOptions CreateOptions(RuntimeOptions options)
    {
        // Errors come as exceptions; ONNX Runtime would print them on stderr too.
        SessionOptions session = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        if (options.Threads > 0) session.IntraOpNumThreads = options.Threads;
        // Threads that spin on after a run take the cores from whatever computes next: a front-end's from the detector
        // behind it.
        if (options.Spinning) session.AddSessionConfigEntry("session.force_spinning_stop", "1");
        else session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return session;
    }

    private static void AppendProvider(SessionOptions session, ExecutionProvider provider, int device)
    {
        if (!IsInThisBuild(provider))
            throw new ExecutionProviderException(
                provider,
                $"Execution provider {provider} is not in this build of ONNX Runtime; add the package "
                + $"{PackageOf(provider)} to the executable. Available: "
                + $"{string.Join(", ", OrtEnv.Instance().GetAvailableProviders())}.");
        try
        {
            switch (provider)
            {
                case ExecutionProvider.Cuda: session.AppendExecutionProvider_CUDA(device); break;
                case ExecutionProvider.TensorRt: session.AppendExecutionProvider_Tensorrt(device); break;
                case ExecutionProvider.DirectMl: session.AppendExecutionProvider_DML(device); break;
                case ExecutionProvider.CoreMl: session.AppendExecutionProvider_CoreML(); break;
                case ExecutionProvider.OpenVino: session.AppendExecutionProvider_OpenVINO(); break;
            }
        }
        catch (Exception error)
            when (error is OnnxRuntimeException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw new ExecutionProviderException(
                provider, $"Execution provider {provider} does not start on device {device}: {error.Message}", error);
        }
    }

    private static bool IsInThisBuild(ExecutionProvider provider) =>
        OrtEnv.Instance().GetAvailableProviders().Contains(RuntimeNameOf(provider), StringComparer.Ordinal);

    private static string RuntimeNameOf(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.Cuda => "CUDAExecutionProvider",
        ExecutionProvider.TensorRt => "TensorrtExecutionProvider",
        ExecutionProvider.DirectMl => "DmlExecutionProvider",
        ExecutionProvider.CoreMl => "CoreMLExecutionProvider",
        ExecutionProvider.OpenVino => "OpenVINOExecutionProvider",
        _ => "CPUExecutionProvider",
    };

    private static string PackageOf(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.Cuda or ExecutionProvider.TensorRt => "Microsoft.ML.OnnxRuntime.Gpu",
        ExecutionProvider.DirectMl => "Microsoft.ML.OnnxRuntime.DirectML",
        ExecutionProvider.OpenVino => "Intel.ML.OnnxRuntime.OpenVino",
        _ => "Microsoft.ML.OnnxRuntime",
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Execution provider {Provider} was not used: {Reason}")]
    private static partial void LogFallback(ILogger logger, ExecutionProvider provider, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "No accelerator in this build of ONNX Runtime starts here: '{Model}' runs on the CPU.")]
    private static partial void LogCpu(ILogger logger, string model);
}

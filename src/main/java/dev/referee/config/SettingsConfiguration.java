package dev.referee.config;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/** Makes the {@link RefereeSettings} a bean. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RefereeSettings.class)
public class SettingsConfiguration {}
